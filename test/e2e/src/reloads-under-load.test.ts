import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { ModelServer } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';
import { findConfig, interpretConfig, RunningGateway } from 'laneway';

import { AdminApi } from './harness/admin-api.ts';
import { changingPlugins, lanes, versionOf } from './harness/changing-config.ts';
import { chatBody, chatPath } from './harness/chat-request.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

const reloads = 200;
const slots = 150;
const open = 2 * slots;
const queued = 300;

/** The answer that a client got. */
interface Received {
  readonly user: string;
  readonly status: number;
  readonly sha256: string;
}

test('200 reloads with 300 open streams and 300 waiting requests lose, duplicate and reorder none of them', async (t) => {
  const streaming = { holdAfterTokens: 2, completionTokens: 6 };
  const [a, b, guest] = [
    await aModelServer(t, streaming),
    await aModelServer(t, streaming),
    await aModelServer(t, streaming),
  ];
  const folder = temporaryFolder(t, changingPlugins);
  const file = join(folder, 'laneway.yaml');
  const addresses = { a: a.url, b: b.url, guest: guest.url };
  const write = (number: number) =>
    writeFileSync(file, JSON.stringify({ ...versionOf(number, addresses, slots), ...anyPorts }));
  write(0);
  const search = { file, env: {}, cwd: folder };
  const reading = await interpretConfig(findConfig(search), search);
  assert(reading.ok);
  const running = await RunningGateway.open(reading);
  t.after(() => running.close());
  const admin = new AdminApi(running.admin.url);

  const received: Promise<Received>[] = [];
  const send = (lane: string, user: string) => {
    const body = chatBody(user, { stream: true });
    received.push(
      readAll(user, postJson(`${running.proxy.url}${chatPath}`, body, { headers: { 'x-priority': lane } })),
    );
  };
  for (let number = 0; number < open; number += 1) send('bronze', `open-${number}`);
  await Promise.all([a.holding(slots), b.holding(slots)]);
  const waiting = new Map<string, string[]>(lanes.map((lane) => [lane, []]));
  for (let number = 0; number < queued; number += 1) {
    const lane = lanes[(number * 7) % lanes.length] ?? 'gold';
    send(lane, `${lane}-${number}`);
    waiting.get(lane)?.push(`${lane}-${number}`);
    while (running.engine.state().waiting <= number) await new Promise(setImmediate);
  }

  for (let number = 1; number <= reloads; number += 1) {
    write(number);
    const { status, body } = await admin.call('POST', '/reconfig');
    assert.equal(status, 200, JSON.stringify(body));
    if (number % 25 === 0) await refuseBroken(admin, file, running);
  }
  assert.equal(running.engine.state().generation, reloads + 1);

  // The endpoint that was added and removed took requests from the front of a lane.
  for (const { json } of guest.ledger) takeFromFront(waiting, String(json['user']));
  assert.equal(guest.ledger.length, reloads / 20);
  assert.equal(running.engine.state().waiting, queued - guest.ledger.length);
  assert.deepEqual([a.ledger.length, b.ledger.length], [slots, slots]);

  // Now the best lane is served first, each in the order in which its requests came.
  const inOrder = lanes.flatMap((lane) => waiting.get(lane) ?? []);
  for (const [index, user] of inOrder.entries()) {
    const server = index % 3 === 0 ? a : b;
    const arrivals = server.ledger.length;
    server.release();
    const arrived = await server.arrived(arrivals + 1);
    assert.equal(arrived[arrivals]?.json['user'], user);
  }
  await Promise.all([a.holding(slots), b.holding(slots)]);
  for (const server of [a, b, guest]) server.release(open);
  const answers = await Promise.all(received);
  checkAnswers(answers, [a, b, guest]);
});

const anyPorts = { listen: { port: 0 }, admin: { port: 0 } };

async function readAll(user: string, asked: Promise<Response>): Promise<Received> {
  const response = await asked;
  const bytes = Buffer.from(await response.arrayBuffer());
  return { user, status: response.status, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function refuseBroken(admin: AdminApi, file: string, running: RunningGateway): Promise<void> {
  const before = running.engine.state().generation;
  writeFileSync(file, 'endpoints: { a: { ulr: "http://127.0.0.1:9" } }\nlanes: [');
  assert.equal((await admin.call('POST', '/reconfig')).status, 400);
  assert.equal(running.engine.state().generation, before);
}

function takeFromFront(waiting: ReadonlyMap<string, string[]>, user: string): void {
  const lane = user.split('-')[0] ?? '';
  assert.equal(waiting.get(lane)?.shift(), user);
}

/** Every request reached one backend, once, and its client got every byte that the backend sent. */
function checkAnswers(answers: readonly Received[], servers: readonly ModelServer[]): void {
  const entries = servers.flatMap(({ ledger }) => ledger);
  const sent = new Map(entries.map((entry) => [String(entry.json['user']), entry.sentSha256]));
  assert.equal(entries.length, open + queued);
  assert.equal(sent.size, open + queued);
  assert.equal(answers.length, open + queued);
  for (const { user, status, sha256 } of answers) {
    assert.equal(status, 200, user);
    assert.equal(sha256, sent.get(user), user);
  }
}

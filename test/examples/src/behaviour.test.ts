import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { Usage } from '@laneway/contracts';
import {
  aBody,
  aHead,
  aLane,
  anEndpoint,
  anExchangeEnded,
  aPluginHost,
  aRequest,
  aStreamHead,
  aTarget,
  aTicket,
  FakeClock,
  sseEvent,
} from '@laneway/testkit';

import sticky from './balancer-sticky.ts';
import overloaded from './connector-overloaded.ts';
import tokenFile from './credential-token-file.ts';
import house from './dialect-house.ts';
import inTurn from './queue-policy-in-turn.ts';
import calendarMinute from './quota-store-calendar-minute.ts';
import offeredModels from './request-processor-offered-models.ts';
import houseUsage from './response-processor-house-usage.ts';
import jsonLines from './telemetry-sink-json-lines.ts';

function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'laneway-examples-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('sticky: a profile stays at one endpoint while that has room, and profiles are spread', async () => {
  const balancer = await sticky.create({}, aPluginHost());
  const candidates = ['a', 'b', 'c', 'd'].map((name) => anEndpoint({ name }));
  const pick = (profile: string, from = candidates) => balancer.pick(from, aRequest({ profile })).name;
  const home = pick('ada');
  assert.equal(pick('ada'), home);
  const others = candidates.filter(({ name }) => name !== home);
  const guest = pick('ada', others);
  assert.notEqual(guest, home);
  assert.equal(
    pick(
      'ada',
      candidates.filter(({ name }) => name === home || name === guest),
    ),
    home,
  );
  const homes = Array.from({ length: 200 }, (_, index) => pick(`profile-${index}`));
  for (const { name } of candidates) {
    const share = homes.filter((each) => each === name).length;
    assert.ok(share > 20 && share < 80, `${name} is the home of ${share} profiles`);
  }
});

test('overloaded: 529 is a throttle of the configured time, and everything else means what it usually means', async () => {
  const options = await overloaded.options['~standard'].validate({ pause: '2s' });
  assert.ok(options.issues === undefined);
  const connector = await overloaded.create(options.value, aPluginHost());
  const body = new Uint8Array();
  assert.deepEqual(connector.classify({ head: aHead({ status: 529 }), body }), {
    kind: 'throttled',
    status: 529,
    retryAfterMs: 2_000,
    final: false,
    requeue: true,
  });
  assert.equal(connector.classify({ head: aHead({ status: 503 }), body }).kind, 'failed');
  assert.equal(connector.classify({ reason: 'connect', message: '' }).kind, 'failed');
  await connector.close?.();
});

test('token-file: the token is read from the file that is watched', async (t) => {
  const baseDir = aFolder(t);
  writeFileSync(join(baseDir, 'token'), 'fresh\n');
  assert.deepEqual(tokenFile.files?.({ path: 'token' }, { baseDir }), [join(baseDir, 'token')]);
  const source = await tokenFile.create({ path: 'token' }, aPluginHost({ baseDir }));
  assert.deepEqual((await source.get(aTarget())).headers, ['authorization', 'Bearer fresh']);
  await assert.rejects(async () => tokenFile.create({ path: 'gone' }, aPluginHost({ baseDir })), /ENOENT/);
});

test('house: the model stands in the path, the limit in the body, and errors have the shape of the house', async () => {
  const dialect = await house.create({}, aPluginHost());
  const request = aRequest({ path: '/models/small/generate', body: aBody({ prompt: 'x', limit: 64 }) });
  assert.equal(dialect.modelInHead(request), 'small');
  assert.equal(dialect.rename(request, 'small v2').path, '/models/small%20v2/generate');
  assert.equal(dialect.maxTokens?.(request), 64);
  assert.equal(dialect.promptTokens(aRequest({ path: '/models', body: aBody({}) })), undefined);
  const error = {
    status: 429,
    code: 'queue_full',
    type: 'rate_limit_error',
    param: undefined,
    requestId: 'r1',
  };
  assert.deepEqual(dialect.errorBody({ ...error, message: 'The queue is full.' }), {
    problem: { code: 'queue_full', text: 'The queue is full.' },
  });
});

test('in-turn: the lane that was served longest ago is next', async () => {
  const policy = await inTurn.create({}, aPluginHost());
  const lanes = ['gold', 'silver', 'bronze'].map((name, rank) => aLane({ name, rank }));
  const contenders = lanes.map((lane) => ({ lane, ticket: aTicket() }));
  const served = Array.from({ length: 5 }, () => {
    const lane = lanes[policy.next(contenders)]!;
    policy.onDispatch?.(lane, 1);
    return lane.name;
  });
  assert.deepEqual(served, ['gold', 'silver', 'bronze', 'gold', 'silver']);
});

test('calendar-minute: a key has its quota again at the full minute', async () => {
  const clock = new FakeClock();
  const store = await calendarMinute.create({}, aPluginHost({ clock }));
  clock.advance(60_000 - (clock.nowMs() % 60_000) + 45_000);
  assert.equal(store.reserve('ada', 100, { tpm: 100 }).kind, 'granted');
  assert.deepEqual(store.reserve('ada', 1, { tpm: 100 }), {
    kind: 'exceeded',
    limit: 'tpm',
    retryAfterMs: 15_000,
  });
  clock.advance(15_000);
  assert.equal(store.reserve('ada', 1, { tpm: 100 }).kind, 'granted');
});

test('offered-models: the refusal names the model and what is allowed', async () => {
  const processor = await offeredModels.create({ models: ['gpt-4o', 'o3'] }, aPluginHost());
  const verdict = await processor.process(aRequest({ model: 'gpt-5' }), undefined);
  assert.ok(verdict.kind === 'refuse');
  assert.equal(verdict.error.message, 'The model gpt-5 is not offered here; allowed: gpt-4o, o3.');
  assert.equal(verdict.error.param, 'model');
  assert.deepEqual(await processor.process(aRequest({ model: 'o3' }), undefined), { kind: 'continue' });
});

test('house-usage: tokens are read from a body and from an event', async () => {
  const processor = await houseUsage.create({}, aPluginHost());
  const reports: Usage[] = [];
  const stageFor = (head: ReturnType<typeof aHead>) =>
    processor.open({
      request: aRequest(),
      endpoint: aTarget(),
      head,
      report: (usage) => reports.push(usage),
    });
  stageFor(aHead())?.onBody?.(new TextEncoder().encode('{"text":"hi","tokens":{"in":12,"out":34}}'));
  const stage = stageFor(aStreamHead());
  stage?.onEvent?.(sseEvent('usage', '{"tokens":{"in":5,"out":6}}'));
  stage?.onEvent?.(sseEvent('usage', 'not json'));
  assert.deepEqual(
    reports.map(({ promptTokens, completionTokens }) => [promptTokens, completionTokens]),
    [
      [12, 34],
      [5, 6],
    ],
  );
});

test('json-lines: a line for each exchange that has ended', async (t) => {
  const baseDir = aFolder(t);
  const sink = await jsonLines.create({ path: 'exchanges.jsonl' }, aPluginHost({ baseDir }));
  sink.record(anExchangeEnded({ requestId: 'one' }));
  sink.record({ kind: 'generation-changed', atMs: 0, generation: 2 });
  await sink.flush();
  sink.record(anExchangeEnded({ requestId: 'two' }));
  await sink.close();
  const lines = readFileSync(join(baseDir, 'exchanges.jsonl'), 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).requestId),
    ['one', 'two'],
  );
});

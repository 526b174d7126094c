import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CredentialSource } from '@laneway/contracts';
import type { QueueConfig } from '../config.ts';
import { anEndpointConfig, aQueueConfig, aUse } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';
import { aPlugin } from '@laneway/testkit';

/** An engine whose one slot is taken. */
async function busy(queue: Partial<QueueConfig> = {}) {
  const engine = await startEngine({ config: { queue: aQueueConfig(queue) } });
  engine.send({ id: 'first' });
  return engine;
}

const now = Date.UTC(2026, 0, 1);
const forms: Readonly<Record<string, readonly [string, number]>> = {
  'whole seconds': ['2', 2_000],
  'decimal seconds': ['1.25', 1_250],
  'seconds of the Unix epoch': [`+${now / 1_000 + 3}`, 3_000],
  'an ISO date': [new Date(now + 4_000).toISOString(), 4_000],
  'an ISO date with an offset': ['2026-01-01T01:00:05+01:00', 5_000],
};

for (const [form, [value, waitMs]] of Object.entries(forms)) {
  test(`a deadline given as ${form} evicts the waiting request at that moment, for good`, async () => {
    const { clock, send } = await busy();
    const client = send({ headers: ['x-ttl', value] });
    clock.advance(waitMs - 1);
    assert.equal(client.over, false);
    clock.advance(1);
    assert.equal(client.refusal?.code, 'deadline_exceeded');
    assert.equal(client.status, 412);
    assert.equal(client.refusal?.traits.retryable, false);
  });
}

test('the other name of the header means the same', async () => {
  const { clock, send } = await busy();
  const client = send({ headers: ['S7PTTL', '1'] });
  clock.advance(1_000);
  assert.equal(client.refusal?.code, 'deadline_exceeded');
});

test('without the header a request waits as long as the queue says', async () => {
  const { clock, send } = await busy({ ttlMs: 7_000 });
  const client = send();
  clock.advance(6_999);
  assert.equal(client.over, false);
  clock.advance(1);
  assert.equal(client.refusal?.code, 'deadline_exceeded');
});

const hostile = [
  '',
  ' ',
  'NaN',
  'Infinity',
  '-1',
  '+-1',
  '1e9',
  '0x10',
  '99999999999',
  '2026-02-30',
  '١',
  '1,5',
  '1;2',
];

for (const value of hostile) {
  test(`a deadline of ${JSON.stringify(value)} is refused before the queue`, async () => {
    const { backend, send } = await startEngine();
    const client = send({ headers: ['x-ttl', value] });
    assert.equal(client.refusal?.code, 'invalid_header');
    assert.equal(client.status, 400);
    assert.equal(client.refusal?.param, 'x-ttl');
    assert.equal(backend.attempts.length, 0);
  });

  test(`a timeout of ${JSON.stringify(value)} is refused before the queue`, async () => {
    const { backend, send } = await startEngine();
    const client = send({ headers: ['x-timeout', value] });
    assert.equal(client.refusal?.code, 'invalid_header');
    assert.equal(client.refusal?.param, 'x-timeout');
    assert.equal(backend.attempts.length, 0);
  });
}

test('a request whose deadline has passed when it comes is not sent, even to an idle backend', async () => {
  const { backend, send } = await startEngine();
  for (const value of ['0', '+1', '2001-01-01']) {
    const client = send({ headers: ['x-ttl', value] });
    assert.equal(client.refusal?.code, 'deadline_exceeded');
  }
  assert.equal(backend.attempts.length, 0);
});

test('an attempt has until the deadline to begin its answer, however long its timeout', async () => {
  const { backend, clock, send } = await startEngine();
  const client = send({ headers: ['x-ttl', '2', 'x-timeout', '60000'] });
  clock.advance(2_000);
  assert.equal(client.refusal?.code, 'deadline_exceeded');
  assert.equal(backend.last().aborted, true);
  assert.equal(backend.attempts.length, 1);
});

test('an answer that has begun is not cut off by the deadline', async () => {
  const { backend, clock, send } = await startEngine();
  const client = send({ headers: ['x-ttl', '1'] });
  backend.last().head(200).data('so far');
  clock.advance(10_000);
  backend.last().data(' so good').end();
  assert.equal(client.body, 'so far so good');
});

test('nothing is sent once the deadline has passed while a credential was fetched', async () => {
  let give: ((credential: Awaited<ReturnType<CredentialSource['get']>>) => void) | undefined;
  const slow: CredentialSource = {
    get: () =>
      new Promise((resolve) => {
        give = resolve;
      }),
    invalidate: () => undefined,
  };
  const { backend, clock, gateway, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ credential: aUse('slow') })] },
    plugins: { slow: aPlugin('credential', () => slow) },
  });
  const client = send({ headers: ['x-ttl', '1'] });
  clock.advance(1_000);
  assert.equal(client.refusal?.code, 'deadline_exceeded');
  give?.({ headers: [], replaces: [] });
  await Promise.resolve();
  assert.equal(backend.attempts.length, 0);
  assert.equal(gateway.state().running, 0);
});

/** Serves one request a second for half a minute, so that the gateway knows how fast it goes. */
async function knownPace(queue: Partial<QueueConfig>) {
  const engine = await startEngine({ config: { queue: aQueueConfig(queue) } });
  for (let second = 0; second < 30; second += 1) {
    engine.send();
    engine.clock.advance(1_000);
    engine.backend.last().answer();
  }
  engine.send();
  for (let ahead = 0; ahead < 5; ahead += 1) engine.send();
  return engine;
}

test('with earlyReject, a request that would wait beyond its deadline is rejected at once and for good, and its error says the predicted wait', async () => {
  const { gateway, send } = await knownPace({ earlyReject: true });
  const client = send({ id: 'hopeless', headers: ['x-ttl', '3'] });
  assert.equal(client.refusal?.code, 'deadline_exceeded');
  assert.equal(gateway.explain('hopeless')?.outcome, 'rejected');
  assert.equal(client.refusal?.retryAfterMs, undefined);
  const waitMs = Number(/predicted wait of (\d+) ms/.exec(client.refusal?.message ?? '')?.[1]);
  assert.ok(waitMs > 5_000 && waitMs < 7_000, `${waitMs} ms is not about six seconds`);
  assert.equal(send({ headers: ['x-ttl', '10'] }).over, false);
});

test('without earlyReject, the same request waits until its deadline', async () => {
  const { send } = await knownPace({ earlyReject: false });
  assert.equal(send({ headers: ['x-ttl', '3'] }).over, false);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { CredentialSource } from '@laneway/contracts';
import { aPlugin } from '@laneway/testkit';

import { parseDeadline, parseTimeout } from './deadline.ts';
import type { QueueConfig } from '../config.ts';
import { anEndpointConfig, aQueueConfig, aUse, startEngine } from '../testing/index.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

function secondsAhead(text: string): number {
  return (parseDeadline('x-ttl', text, nowMs) - nowMs) / 1000;
}

describe('parseDeadline', () => {
  for (const [text, seconds] of [
    ['30', 30],
    ['2.5', 2.5],
    ['0', 0],
    [' 30 ', 30],
    ['604800', 604_800],
    [`+${nowMs / 1000 + 90}`, 90],
    [`+${nowMs / 1000 + 0.25}`, 0.25],
    ['2026-03-01T12:00:10Z', 10],
    ['2026-03-01T12:00:10.250z', 10.25],
    ['2026-03-01T12:01Z', 60],
    ['2026-03-01T13:00:10+01:00', 10],
    ['2026-03-01T06:30:10-0530', 10],
    ['2026-03-01 12:00:10Z', 10],
    ['2026-03-01T12:00:10', 10],
    ['2026-03-02', 43_200],
  ] as const) {
    test(`reads ${JSON.stringify(text)} as ${seconds} s ahead`, () => {
      assert.equal(secondsAhead(text), seconds);
    });
  }

  test('reads a time in the past as a deadline that has passed', () => {
    assert.ok(secondsAhead('+100') < 0);
    assert.ok(secondsAhead('2025-01-01T00:00:00Z') < 0);
  });

  for (const text of [
    '',
    ' ',
    'abc',
    'NaN',
    'Infinity',
    '+Infinity',
    '-5',
    '+-5',
    '--5',
    '1e3',
    '1e30',
    '.5',
    '5.',
    '0x10',
    '5s',
    '604801',
    '+99999999999',
    '2036-01-01T00:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-13-01',
    '2026-03-01T25:00:00Z',
    '2026-03-01T12:00:00 Mars',
    'Sun, 01 Mar 2026 12:00:10 GMT',
    '9'.repeat(400),
  ]) {
    test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => parseDeadline('x-ttl', text, nowMs), { code: 'invalid_header', param: 'x-ttl' });
    });
  }

  test('names the header, the allowed values and the beginning of the value', () => {
    assert.throws(() => parseDeadline('x-ttl', 'soon', nowMs), {
      message: /^The header x-ttl is "soon"\. Allowed: seconds/,
    });
    assert.throws(
      () => parseDeadline('x-ttl', 'x'.repeat(5000), nowMs),
      ({ message }: Error) => message.length < 200,
    );
  });
});

describe('parseTimeout', () => {
  test('reads milliseconds', () => {
    assert.equal(parseTimeout('x-timeout', '1500'), 1500);
    assert.equal(parseTimeout('x-timeout', '0.5'), 0.5);
    assert.equal(parseTimeout('x-timeout', '86400000'), 86_400_000);
  });

  for (const text of ['', '0', '0.0', '-1', '1e3', 'NaN', 'Infinity', '86400001', '10s', '+10']) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseTimeout('x-timeout', text), { code: 'invalid_header', param: 'x-timeout' });
    });
  }
});

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
  test(`a deadline given as ${form} evicts the waiting request at that moment, with x-should-retry: false`, async () => {
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

test('the header S7PTTL means the same as x-ttl', async () => {
  const { clock, send } = await busy();
  const client = send({ headers: ['S7PTTL', '1'] });
  clock.advance(1_000);
  assert.equal(client.refusal?.code, 'deadline_exceeded');
});

test('without the header, queue.ttl is the deadline', async () => {
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

test('a request whose deadline has passed on arrival is not sent, even to an idle endpoint', async () => {
  const { backend, send } = await startEngine();
  for (const value of ['0', '+1', '2001-01-01']) {
    const client = send({ headers: ['x-ttl', value] });
    assert.equal(client.refusal?.code, 'deadline_exceeded');
  }
  assert.equal(backend.attempts.length, 0);
});

test('the deadline limits the time to the first byte, even if the timeout is longer', async () => {
  const { backend, clock, send } = await startEngine();
  const client = send({ headers: ['x-ttl', '2', 'x-timeout', '60000'] });
  clock.advance(2_000);
  assert.equal(client.refusal?.code, 'deadline_exceeded');
  assert.equal(backend.last().aborted, true);
  assert.equal(backend.attempts.length, 1);
});

test('the deadline does not limit an answer that has begun', async () => {
  const { backend, clock, send } = await startEngine();
  const client = send({ headers: ['x-ttl', '1'] });
  backend.last().head(200).data('so far');
  clock.advance(10_000);
  backend.last().data(' so good').end();
  assert.equal(client.body, 'so far so good');
});

test('nothing is sent if the deadline passes during the fetch of a credential', async () => {
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

/** Serves one request per second for half a minute, so that the drain rate is known. */
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

test('with earlyReject, a request that would wait beyond its deadline is rejected at once, with the predicted wait in the message', async () => {
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

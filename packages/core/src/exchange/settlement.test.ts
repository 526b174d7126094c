import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ResponseOpening, Usage } from '@laneway/contracts';
import { aPlugin, aProfile, EventRecorder } from '@laneway/testkit';

import { anEndpointConfig, aUse, knownProfiles, namedByHeader, startEngine } from '../testing/index.ts';

const usage: Usage = { promptTokens: 700, cachedTokens: 0, completionTokens: 300, reasoningTokens: 0 };
const quota = { tpm: 100_000, concurrency: 1 };

/** An engine whose processor knows what was used only some time after the end, when the test says so. */
async function withLateProcessor() {
  const record = new EventRecorder();
  const openings: ResponseOpening[] = [];
  const ending = Promise.withResolvers<void>();
  const stage = { onEnd: () => ending.promise, onCancel: () => ending.promise };
  const late = aPlugin('response-processor', () => ({
    mode: 'observe',
    open: (opening) => (openings.push(opening), stage),
  }));
  const engine = await startEngine({
    config: {
      profiles: namedByHeader,
      endpoints: [anEndpointConfig({ processors: [aUse('late')], quota: { tpm: 60_000, rpm: undefined } })],
    },
    plugins: { late, profiles: knownProfiles(aProfile({ id: 'alice', quota })) },
    sinks: [record],
  });
  const ask = () => engine.send({ headers: ['x-user-id', 'alice'] });
  const report = () => openings[0]?.report(usage);
  /** Tokens that the profile and the endpoint have left. */
  const left = () => [
    engine.parts.generation().quotas.read('alice', quota).tokensLeft,
    engine.gateway.endpoints()[0]?.tokensLeft,
  ];
  return { ...engine, record, ask, report, left, ending };
}

/** Resolves when what was waiting for a promise has been done. */
const reactions = () => new Promise((resolve) => setImmediate(resolve));

test('usage reported after the end of an answer counts for the profile, the endpoint and telemetry', async () => {
  const { ask, backend, ending, left, record, report } = await withLateProcessor();
  const before = left();
  const client = ask();
  backend.last().answer();
  assert.equal(client.ended, true);
  assert.deepEqual(record.of('exchange-ended'), []);
  report();
  ending.resolve();
  await reactions();
  const [ended, ...others] = record.of('exchange-ended');
  assert.deepEqual(others, []);
  assert.deepEqual([ended?.usage, ended?.usageExact], [usage, true]);
  assert.deepEqual(
    left().map((tokens, index) => Math.round((before[index] ?? 0) - (tokens ?? 0))),
    [1_000, 1_000],
  );
});

test('slot and concurrency are freed at the end of the answer, before late usage is reported', async () => {
  const { ask, backend, gateway, parts } = await withLateProcessor();
  ask();
  backend.last().answer();
  assert.equal(gateway.endpoints()[0]?.inFlight, 0);
  assert.equal(parts.generation().quotas.read('alice', quota).inProgress, 0);
  const next = ask();
  backend.last().answer(200, 'next');
  assert.equal(next.body, 'next');
});

test('late usage also counts for an answer whose client has left', async () => {
  const { ask, backend, ending, record, report } = await withLateProcessor();
  const client = ask();
  backend.last().head(200).data('half');
  client.cancel();
  report();
  ending.resolve();
  await reactions();
  const [ended] = record.of('exchange-ended');
  assert.deepEqual([ended?.outcome, ended?.usage], ['cancelled', usage]);
});

test('after a second without a report the estimate counts, and later reports change nothing', async () => {
  const { ask, backend, clock, ending, gateway, left, record, report } = await withLateProcessor();
  ask();
  backend.last().answer();
  clock.advance(999);
  assert.equal(record.of('exchange-ended').length, 0);
  clock.advance(1);
  const [ended] = record.of('exchange-ended');
  assert.deepEqual([ended?.usageExact, ended?.durationMs], [false, 0]);
  const settled = left();
  report();
  ending.resolve();
  await reactions();
  assert.equal(record.of('exchange-ended').length, 1);
  assert.deepEqual(left(), settled);
  assert.equal(gateway.state().exchanges, 0);
});

test('a drain waits for late usage', async () => {
  const { ask, backend, clock, gateway, record } = await withLateProcessor();
  ask();
  backend.last().answer();
  const drained = gateway.drain();
  clock.advance(1_000);
  await drained;
  assert.equal(record.of('exchange-ended').length, 1);
});

test('a stage whose promise rejects is reported, and its exchange ends normally', async () => {
  const { ask, backend, ending, record } = await withLateProcessor();
  ask();
  backend.last().answer();
  ending.reject(new RangeError('out of ideas'));
  await reactions();
  assert.equal(record.of('exchange-ended')[0]?.outcome, 'served');
  assert.deepEqual(
    record.of('warned').map(({ name, message }) => [name, message]),
    [['late', 'threw RangeError: out of ideas']],
  );
});

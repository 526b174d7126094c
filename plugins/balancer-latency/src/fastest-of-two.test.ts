import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptOutcome, EndpointView } from '@laneway/contracts';
import { anEndpoint, aRequest, FakeClock, seededRandom } from '@laneway/testkit';

import { fastestOfTwo } from './fastest-of-two.ts';

const success: AttemptOutcome = { kind: 'success' };
const failed: AttemptOutcome = { kind: 'failed', reason: 'reset', status: undefined, retryable: true, message: 'reset' };

function setUp(names: readonly string[]) {
  const clock = new FakeClock();
  const balancer = fastestOfTwo(10_000, { clock, random: seededRandom(1) });
  const endpoints = names.map((name) => anEndpoint({ name }));
  const picks = (count: number) => Array.from({ length: count }, () => balancer.pick(endpoints, aRequest()).name);
  const tell = (endpoint: EndpointView | undefined, firstByteMs: number | undefined, outcome = success) => {
    assert.ok(endpoint !== undefined);
    balancer.onAttemptEnd?.(endpoint, { outcome, firstByteMs, durationMs: firstByteMs ?? 1 });
  };
  return { clock, balancer, endpoints, picks, tell };
}

test('of two endpoints the faster one is picked', () => {
  const { endpoints, picks, tell } = setUp(['slow', 'fast']);
  tell(endpoints[0], 900);
  tell(endpoints[1], 100);
  assert.deepEqual(new Set(picks(50)), new Set(['fast']));
});

test('a fast endpoint that is busy gives way to a slower one that is idle', () => {
  const { endpoints, picks, tell } = setUp(['slow', 'fast']);
  tell(endpoints[0], 300);
  tell(endpoints[1], 100);
  Object.assign(endpoints[1] ?? {}, { inFlight: 5 });
  assert.deepEqual(new Set(picks(50)), new Set(['slow']));
});

test('an endpoint that nobody has tried yet is tried', () => {
  const { endpoints, picks, tell } = setUp(['known', 'new']);
  tell(endpoints[0], 10);
  assert.ok(picks(10).includes('new'));
});

test('a peak is believed at once and an improvement only when it lasts', () => {
  const { clock, endpoints, picks, tell } = setUp(['shaky', 'steady']);
  tell(endpoints[0], 100);
  tell(endpoints[1], 200);
  tell(endpoints[0], 2_000);
  assert.deepEqual(new Set(picks(20)), new Set(['steady']));
  clock.advance(1_000);
  tell(endpoints[0], 100);
  assert.deepEqual(new Set(picks(20)), new Set(['steady']));
  clock.advance(60_000);
  tell(endpoints[0], 100);
  assert.deepEqual(new Set(picks(20)), new Set(['shaky']));
});

test('an endpoint that fails fast does not look fast', () => {
  const { endpoints, picks, tell } = setUp(['failing', 'working']);
  tell(endpoints[0], undefined, failed);
  tell(endpoints[1], 1_500);
  assert.deepEqual(new Set(picks(20)), new Set(['working']));
});

test('among several endpoints the slowest is the one that gets nearly nothing', () => {
  const { endpoints, picks, tell } = setUp(['a', 'b', 'c', 'slow']);
  for (const endpoint of endpoints) tell(endpoint, endpoint.name === 'slow' ? 5_000 : 100);
  const share = picks(400).filter((name) => name === 'slow').length;
  assert.equal(share, 0);
});

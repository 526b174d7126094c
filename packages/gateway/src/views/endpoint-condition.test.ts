import assert from 'node:assert/strict';
import { test } from 'node:test';

import { anEndpointSnapshot } from './a-glance.test.fixture.ts';
import { endpointCondition } from './endpoint-condition.ts';

const nowMs = 10_000;

test('an endpoint with room is ok', () => {
  assert.deepEqual(endpointCondition(anEndpointSnapshot({ inFlight: 9 }), nowMs), {
    kind: 'good',
    words: 'ok',
  });
});

test('of several reasons against an endpoint the strongest is shown', () => {
  const full = { inFlight: 10 };
  const throttled = { ...full, throttledUntilMs: 12_500 };
  const broken = { ...throttled, breaker: 'open' as const };
  const unhealthy = { ...broken, probe: 'unhealthy' as const };
  const words = [full, throttled, broken, unhealthy].map(
    (reasons) => endpointCondition(anEndpointSnapshot(reasons), nowMs).words,
  );
  assert.deepEqual(words, ['full', 'throttled 2.5 s', 'breaker open', 'probe fails']);
});

test('a spent token or request quota is shown', () => {
  for (const spent of [{ tokensLeft: -5 }, { requestsLeft: 0 }]) {
    assert.equal(endpointCondition(anEndpointSnapshot(spent), nowMs).words, 'quota spent');
  }
  assert.equal(endpointCondition(anEndpointSnapshot({ tokensLeft: 5, requestsLeft: 5 }), nowMs).words, 'ok');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptReport, Balancer, EndpointView } from '@laneway/contracts';
import { anEndpoint, aRequest, FakeClock, seededRandom } from '@laneway/testkit';

import { lowestLatency } from './lowest-latency.ts';

function setUp(random = seededRandom(1)) {
  const clock = new FakeClock();
  return { clock, balancer: lowestLatency({ clock, random, decayMs: 10_000 }) };
}

function measured(balancer: Balancer, endpoint: EndpointView, firstByteMs: number): void {
  balancer.onAttemptEnd?.(endpoint, {
    outcome: { kind: 'success' },
    firstByteMs,
    durationMs: firstByteMs * 5,
  });
}

function ended(outcome: AttemptReport['outcome'], durationMs: number): AttemptReport {
  return { outcome, firstByteMs: undefined, durationMs };
}

function picked(balancer: Balancer, candidates: readonly EndpointView[]): string {
  return balancer.pick(candidates, aRequest()).name;
}

const failed = { kind: 'failed', reason: 'status', status: 500, retryable: true, message: 'no' } as const;

test('the endpoint that answers sooner is picked', () => {
  const { balancer } = setUp();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' })];
  measured(balancer, a, 900);
  measured(balancer, b, 300);
  for (let turn = 0; turn < 10; turn += 1) assert.equal(picked(balancer, [a, b]), 'b');
});

test('requests in flight make an endpoint slower in proportion', () => {
  const { balancer } = setUp();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b', inFlight: 3 })];
  measured(balancer, a, 900);
  measured(balancer, b, 300);
  assert.equal(picked(balancer, [a, b]), 'a');
  b.inFlight = 1;
  assert.equal(picked(balancer, [a, b]), 'b');
});

test('an endpoint of twice the weight may have twice the requests in flight', () => {
  const { balancer } = setUp();
  const [a, heavy] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'heavy', weight: 2, inFlight: 1 })];
  measured(balancer, a, 310);
  measured(balancer, heavy, 300);
  assert.equal(picked(balancer, [a, heavy]), 'heavy');
  heavy.inFlight = 2;
  assert.equal(picked(balancer, [a, heavy]), 'a');
});

test('an idle endpoint that was never measured is tried first', () => {
  const { balancer } = setUp();
  const [a, unknown] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'unknown' })];
  measured(balancer, a, 20);
  for (let turn = 0; turn < 10; turn += 1) assert.equal(picked(balancer, [a, unknown]), 'unknown');
});

test('an unknown endpoint is not flooded while its first request is running', () => {
  const { balancer } = setUp();
  const [a, unknown] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'unknown', inFlight: 1 })];
  measured(balancer, a, 2_000);
  assert.equal(picked(balancer, [a, unknown]), 'a');
  a.inFlight = 2;
  assert.equal(picked(balancer, [a, unknown]), 'unknown');
});

test('one slow answer counts at once', () => {
  const { balancer, clock } = setUp();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' })];
  measured(balancer, a, 100);
  measured(balancer, b, 300);
  clock.advance(100);
  measured(balancer, a, 2_000);
  assert.equal(picked(balancer, [a, b]), 'b');
});

test('an endpoint that was slow is tried again after a while', () => {
  const { balancer, clock } = setUp();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' })];
  measured(balancer, a, 2_000);
  for (let second = 0; second < 40; second += 1) {
    measured(balancer, b, 300);
    if (picked(balancer, [a, b]) === 'a') return assert.ok(second > 5, 'not before it had time to recover');
    clock.advance(1_000);
  }
  assert.fail('it was given up for good');
});

test('an endpoint that fails fast does not look fast', () => {
  const { balancer } = setUp();
  const [a, broken] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'broken' })];
  measured(balancer, a, 800);
  balancer.onAttemptEnd?.(broken, ended(failed, 5));
  assert.equal(picked(balancer, [a, broken]), 'a');
});

test('a slow endpoint that fails fast looks slower, not faster', () => {
  const { balancer } = setUp();
  const [a, broken] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'broken' })];
  measured(balancer, a, 3_000);
  measured(balancer, broken, 2_000);
  assert.equal(picked(balancer, [a, broken]), 'broken');
  balancer.onAttemptEnd?.(broken, ended(failed, 5));
  assert.equal(picked(balancer, [a, broken]), 'a');
});

test('declined and throttled attempts do not count as latency samples', () => {
  const { balancer } = setUp();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' })];
  measured(balancer, a, 300);
  measured(balancer, b, 500);
  balancer.onAttemptEnd?.(b, ended({ kind: 'declined', status: 400, misconfigured: false }, 2));
  const throttled = {
    kind: 'throttled',
    status: 429,
    retryAfterMs: 1,
    final: false,
    requeue: false,
  } as const;
  balancer.onAttemptEnd?.(b, ended(throttled, 2));
  assert.equal(picked(balancer, [a, b]), 'a');
});

test('a client that left after the average is a sample, one that left before is not', () => {
  const { balancer } = setUp();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' })];
  measured(balancer, a, 300);
  measured(balancer, b, 500);
  balancer.onAttemptEnd?.(b, ended({ kind: 'cancelled' }, 1));
  assert.equal(picked(balancer, [a, b]), 'a');
  balancer.onAttemptEnd?.(a, ended({ kind: 'cancelled' }, 30_000));
  assert.equal(picked(balancer, [a, b]), 'b');
});

test('among many endpoints the slowest is never picked, and all others are', () => {
  const { balancer } = setUp();
  const all = Array.from({ length: 10 }, (_, index) => anEndpoint({ name: `e${index}` }));
  all.forEach((endpoint, index) => measured(balancer, endpoint, 100 + 10 * index));
  const names = new Set(Array.from({ length: 500 }, () => picked(balancer, all)));
  assert.deepEqual(
    [...names].toSorted(),
    all.slice(0, -1).map(({ name }) => name),
  );
});

test('an endpoint that was removed and added again counts as unknown', () => {
  const { balancer } = setUp();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' })];
  measured(balancer, a, 5_000);
  measured(balancer, b, 100);
  balancer.onEndpoints?.([b]);
  balancer.onEndpoints?.([a, b]);
  assert.equal(picked(balancer, [a, b]), 'a');
});

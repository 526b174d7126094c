import assert from 'node:assert/strict';
import type { AttemptOutcome, Balancer, EndpointView } from '@laneway/contracts';

import type { MovableEndpoint } from '../builders/an-endpoint.ts';
import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import type { FakeClock } from '../fakes/fake-clock.ts';
import { aRequest } from '../builders/a-request.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises, tryOut } from './trial.ts';
import { seededRandom } from '../fakes/seeded-random.ts';

/** Registers the tests that every balancer passes. */
export function balancerConformance(subject: Subject<'balancer'>): void {
  pluginConformance('balancer', subject);
  registerPromises(subject, promises);
  subject.test('repeats its picks with the same clock and the same random numbers', async () => {
    const first = await tryOut(subject, ({ instance, clock }) => recordedPicks(instance, clock));
    const second = await tryOut(subject, ({ instance, clock }) => recordedPicks(instance, clock));
    assert.deepEqual(first, second);
  });
}

const promises: Promises<'balancer'> = {
  'picks one of the candidates, from 1 to 20 of them': ({ instance }) => {
    for (let count = 1; count <= 20; count += 1) {
      const candidates = endpoints(count);
      for (let turn = 0; turn < 10; turn += 1) assertPicksOneOf(instance, candidates);
    }
  },

  'does not change the candidates': ({ instance }) => {
    const candidates = Object.freeze(endpoints(5).map((endpoint) => Object.freeze(endpoint)));
    for (let turn = 0; turn < 20; turn += 1) assertPicksOneOf(instance, candidates);
  },

  'picks among changing candidates without a call of onEndpoints': ({ instance }) => {
    const all = endpoints(12);
    const random = seededRandom(3);
    for (let turn = 0; turn < 100; turn += 1) assertPicksOneOf(instance, someOf(all, random));
  },

  'keeps picking after endpoints have left': ({ instance, clock }) => {
    const [a, b, c] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' }), anEndpoint({ name: 'c' })];
    instance.onEndpoints?.([a, b]);
    const picked = instance.pick([a, b], aRequest());
    instance.onAttemptStart?.(picked);
    instance.onEndpoints?.([c]);
    assert.equal(instance.pick([c], aRequest()), c);
    clock.advance(1_000);
    // An attempt may end after its endpoint has left the facade.
    instance.onAttemptEnd?.(picked, { outcome: { kind: 'success' }, firstByteMs: 500, durationMs: 1_000 });
    assert.equal(instance.pick([c], aRequest()), c);
  },

  'keeps picking after every outcome of an attempt': ({ instance, clock }) => {
    const candidates = endpoints(3);
    instance.onEndpoints?.(candidates);
    for (const outcome of outcomes) {
      const endpoint = assertPicksOneOf(instance, candidates);
      instance.onAttemptStart?.(endpoint);
      clock.advance(10);
      instance.onAttemptEnd?.(endpoint, { outcome, firstByteMs: undefined, durationMs: 10 });
    }
    assertPicksOneOf(instance, candidates);
  },

  'keeps picking while the clock stands still and answers take 0 ms': ({ instance }) => {
    const candidates = endpoints(3);
    instance.onEndpoints?.(candidates);
    for (let turn = 0; turn < 20; turn += 1) {
      const endpoint = assertPicksOneOf(instance, candidates);
      instance.onAttemptStart?.(endpoint);
      instance.onAttemptEnd?.(endpoint, { outcome: { kind: 'success' }, firstByteMs: 0, durationMs: 0 });
    }
  },
};

const outcomes: readonly AttemptOutcome[] = [
  { kind: 'success' },
  { kind: 'declined', status: 400, misconfigured: false },
  { kind: 'throttled', status: 429, retryAfterMs: 1_000, final: false, requeue: false },
  { kind: 'failed', reason: 'connect', status: undefined, retryable: true, message: 'connection refused' },
  { kind: 'failed', reason: 'status', status: 503, retryable: true, message: 'unavailable' },
  { kind: 'cancelled' },
];

function endpoints(count: number): MovableEndpoint[] {
  return Array.from({ length: count }, (_, index) =>
    anEndpoint({ name: `endpoint-${index}`, inFlight: index % 4, weight: 1 + (index % 3) }),
  );
}

function assertPicksOneOf(balancer: Balancer, candidates: readonly EndpointView[]): EndpointView {
  const picked = balancer.pick(candidates, aRequest());
  assert.ok(
    candidates.includes(picked),
    `pick() returned ${JSON.stringify(picked)}, which is not one of the candidates.`,
  );
  return picked;
}

/** The first endpoint and a random choice of the others. */
function someOf(all: readonly EndpointView[], random: () => number): readonly EndpointView[] {
  return all.filter((_, index) => index === 0 || random() < 0.6);
}

function recordedPicks(balancer: Balancer, clock: FakeClock): readonly string[] {
  const all = endpoints(12);
  const random = seededRandom(7);
  balancer.onEndpoints?.(all);
  return Array.from({ length: 200 }, () => {
    const endpoint = assertPicksOneOf(balancer, someOf(all, random));
    balancer.onAttemptStart?.(endpoint);
    const firstByteMs = 100 + random() * 400;
    clock.advance(firstByteMs);
    balancer.onAttemptEnd?.(endpoint, { outcome: { kind: 'success' }, firstByteMs, durationMs: firstByteMs });
    return endpoint.name;
  });
}

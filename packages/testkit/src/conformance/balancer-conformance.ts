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

/** What every balancer promises. */
export function balancerConformance(subject: Subject<'balancer'>): void {
  pluginConformance('balancer', subject);
  registerPromises(subject, promises);
  subject.test('repeats its picks under the same clock and the same randomness', async () => {
    const first = await tryOut(subject, ({ instance, clock }) => picksOfADay(instance, clock));
    const second = await tryOut(subject, ({ instance, clock }) => picksOfADay(instance, clock));
    assert.deepEqual(first, second);
  });
}

const promises: Promises<'balancer'> = {
  'picks one of the candidates, however many there are': ({ instance }) => {
    for (let count = 1; count <= 20; count += 1) {
      const candidates = endpoints(count);
      for (let turn = 0; turn < 10; turn += 1) assertPicksOneOf(instance, candidates);
    }
  },

  'leaves the candidates as it found them': ({ instance }) => {
    const candidates = Object.freeze(endpoints(5).map((endpoint) => Object.freeze(endpoint)));
    for (let turn = 0; turn < 20; turn += 1) assertPicksOneOf(instance, candidates);
  },

  'picks among changing candidates without having been told of them': ({ instance }) => {
    const all = endpoints(12);
    const random = seededRandom(3);
    for (let turn = 0; turn < 100; turn += 1) assertPicksOneOf(instance, someOf(all, random));
  },

  'carries on after endpoints it knew have left': ({ instance, clock }) => {
    const [a, b, c] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' }), anEndpoint({ name: 'c' })];
    instance.onEndpoints?.([a, b]);
    const picked = instance.pick([a, b], aRequest());
    instance.onAttemptStart?.(picked);
    instance.onEndpoints?.([c]);
    assert.equal(instance.pick([c], aRequest()), c);
    clock.advance(1_000);
    // The attempt outlives its endpoint's place in the facade.
    instance.onAttemptEnd?.(picked, { outcome: { kind: 'success' }, firstByteMs: 500, durationMs: 1_000 });
    assert.equal(instance.pick([c], aRequest()), c);
  },

  'keeps picking whatever becomes of attempts': ({ instance, clock }) => {
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

  'keeps picking when no time passes and answers take none': ({ instance }) => {
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
  { kind: 'failed', reason: 'connect', status: undefined, retryable: true, message: 'nobody listens' },
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
  assert.ok(candidates.includes(picked), `picked ${JSON.stringify(picked)}, which is no candidate`);
  return picked;
}

/** The first endpoint, and any of the others. */
function someOf(all: readonly EndpointView[], random: () => number): readonly EndpointView[] {
  return all.filter((_, index) => index === 0 || random() < 0.6);
}

function picksOfADay(balancer: Balancer, clock: FakeClock): readonly string[] {
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

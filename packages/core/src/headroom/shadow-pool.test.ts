import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ShadowRequest } from './shadow-pool.ts';
import { ShadowPool } from './shadow-pool.ts';

function aRequest(arrivedAtMs: number, overrides: Partial<ShadowRequest> = {}): ShadowRequest {
  return { tier: 0, arrivedAtMs, patienceMs: 0, serviceMs: undefined, startedAtMs: [], ...overrides };
}

const always = () => true;

/** Lets requests arrive and end as they would with a slot of their own each; returns how many spill in the shadow. */
function play(shadow: ShadowPool, requests: readonly ShadowRequest[], serviceMs: number): number {
  let spilled = 0;
  const ends = requests.map((request) => ({ request, atMs: request.arrivedAtMs + serviceMs }));
  const last = aRequest(Infinity);
  for (const arriving of [...requests, last]) {
    for (const { request, atMs } of ends) {
      if (request.serviceMs !== undefined || atMs > arriving.arrivedAtMs) continue;
      request.serviceMs = serviceMs;
      shadow.settle(request);
    }
    if (arriving !== last) spilled += shadow.arrive(arriving, arriving.arrivedAtMs);
  }
  return spilled;
}

test('shadow: without patience, a request that finds every slot busy spills at once', () => {
  const requests = [0, 10, 20].map((atMs) => aRequest(atMs));
  assert.equal(play(new ShadowPool(0, 2, always), requests, 1_000), 1);
});

test('shadow: a slot whose request has ended serves the next', () => {
  const requests = [0, 100, 200].map((atMs) => aRequest(atMs));
  assert.equal(play(new ShadowPool(0, 1, always), requests, 50), 0);
});

test('shadow: a request waits as long as its patience and not longer', () => {
  const patient = [0, 10, 20].map((atMs) => aRequest(atMs, { patienceMs: 100 }));
  // The second gets the slot at 90; the third would get it at 180, 60 ms after its patience.
  const shadow = new ShadowPool(0, 1, always);
  const spilled = play(shadow, patient, 90) + shadow.arrive(aRequest(1_000, { patienceMs: 100 }), 1_000);
  assert.equal(spilled, 1);
});

test('shadow: what a better tier does counts, but only the own spill is measured', () => {
  const shadow = new ShadowPool(1, 1, always);
  const requests = [aRequest(0), aRequest(10), aRequest(20, { tier: 1 })];
  assert.equal(play(shadow, requests, 1_000), 1);
});

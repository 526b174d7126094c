import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Balancer, EndpointView, PluginHost } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { balancerConformance } from './balancer-conformance.ts';
import { failures } from './failures.test.fixture.ts';

function failuresOf(create: (host: PluginHost) => Balancer): Promise<readonly string[]> {
  return failures((register) => balancerConformance({ test: register, plugin: aPlugin('balancer', create) }));
}

function anyOf(candidates: readonly EndpointView[], random: () => number): EndpointView {
  return candidates[Math.floor(random() * candidates.length)]!;
}

test('a correct balancer passes', async () => {
  assert.deepEqual(
    await failuresOf(({ random }) => ({ pick: (candidates) => anyOf(candidates, random) })),
    [],
  );
});

test('a balancer that picks a copy instead of a candidate is caught', async () => {
  const failed = await failuresOf(() => ({ pick: ([first]) => ({ ...first! }) }));
  assert.ok(failed.includes('picks one of the candidates, from 1 to 20 of them'));
});

test('a balancer that reads past the end of the list is caught', async () => {
  const failed = await failuresOf(() => {
    let turn = 0;
    return { pick: (candidates) => candidates[(turn += 1)] ?? anEndpoint() };
  });
  assert.ok(failed.includes('picks one of the candidates, from 1 to 20 of them'));
});

test('a balancer that sorts the list of candidates is caught', async () => {
  const byLoad = (a: EndpointView, b: EndpointView) => a.inFlight - b.inFlight;
  const failed = await failuresOf(() => ({
    pick: (candidates) => (candidates as EndpointView[]).sort(byLoad)[0]!,
  }));
  assert.deepEqual(failed, ['does not change the candidates']);
});

test('a balancer that picks only endpoints from onEndpoints is caught', async () => {
  const failed = await failuresOf(() => {
    let known: readonly EndpointView[] = [];
    return {
      pick: (candidates) => known.find((endpoint) => candidates.includes(endpoint)) ?? candidates[0]!,
      onEndpoints: (endpoints) => void (known = endpoints),
      onAttemptEnd(endpoint) {
        if (!known.includes(endpoint)) throw new Error(`${endpoint.name} is unknown`);
      },
    };
  });
  assert.deepEqual(failed, ['keeps picking after endpoints have left']);
});

test('a balancer that expects a first byte from every attempt is caught', async () => {
  const failed = await failuresOf(() => ({
    pick: ([first]) => first!,
    onAttemptEnd(_endpoint, { firstByteMs }) {
      if (firstByteMs === undefined) throw new Error('no first byte');
    },
  }));
  assert.deepEqual(failed, ['keeps picking after every outcome of an attempt']);
});

test('a balancer that divides by a duration of 0 is caught', async () => {
  const failed = await failuresOf(() => {
    let rate = 0;
    return {
      pick: (candidates) => candidates[Number.isFinite(rate) ? 0 : candidates.length]!,
      onAttemptEnd: (_endpoint, { durationMs }) => void (rate = 1 / durationMs),
    };
  });
  assert.deepEqual(failed, ['keeps picking while the clock stands still and answers take 0 ms']);
});

test('a balancer with random numbers of its own is caught', async () => {
  const failed = await failuresOf(() => ({ pick: (candidates) => anyOf(candidates, Math.random) }));
  assert.deepEqual(failed, ['repeats its picks with the same clock and the same random numbers']);
});

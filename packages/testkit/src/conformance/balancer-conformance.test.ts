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

test('a sound balancer passes', async () => {
  assert.deepEqual(
    await failuresOf(({ random }) => ({ pick: (candidates) => anyOf(candidates, random) })),
    [],
  );
});

test('a balancer that picks a copy instead of a candidate is caught', async () => {
  const failed = await failuresOf(() => ({ pick: ([first]) => ({ ...first! }) }));
  assert.ok(failed.includes('picks one of the candidates, however many there are'));
});

test('a balancer that runs off the end of the list is caught', async () => {
  const failed = await failuresOf(() => {
    let turn = 0;
    return { pick: (candidates) => candidates[(turn += 1)] ?? anEndpoint() };
  });
  assert.ok(failed.includes('picks one of the candidates, however many there are'));
});

test('a balancer that sorts the list it was lent is caught', async () => {
  const byLoad = (a: EndpointView, b: EndpointView) => a.inFlight - b.inFlight;
  const failed = await failuresOf(() => ({
    pick: (candidates) => (candidates as EndpointView[]).sort(byLoad)[0]!,
  }));
  assert.deepEqual(failed, ['leaves the candidates as it found them']);
});

test('a balancer that goes by the endpoints it was told of is caught', async () => {
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
  assert.deepEqual(failed, ['carries on after endpoints it knew have left']);
});

test('a balancer that expects a first byte from every attempt is caught', async () => {
  const failed = await failuresOf(() => ({
    pick: ([first]) => first!,
    onAttemptEnd(_endpoint, { firstByteMs }) {
      if (firstByteMs === undefined) throw new Error('no first byte');
    },
  }));
  assert.deepEqual(failed, ['keeps picking whatever becomes of attempts']);
});

test('a balancer that picks by a rate that can be infinite is caught', async () => {
  const failed = await failuresOf(() => {
    let rate = 0;
    return {
      pick: (candidates) => candidates[Number.isFinite(rate) ? 0 : candidates.length]!,
      onAttemptEnd: (_endpoint, { durationMs }) => void (rate = 1 / durationMs),
    };
  });
  assert.deepEqual(failed, ['keeps picking when no time passes and answers take none']);
});

test('a balancer that brings its own randomness is caught', async () => {
  const failed = await failuresOf(() => ({ pick: (candidates) => anyOf(candidates, Math.random) }));
  assert.deepEqual(failed, ['repeats its picks under the same clock and the same randomness']);
});

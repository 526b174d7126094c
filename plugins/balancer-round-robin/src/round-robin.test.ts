import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Balancer, EndpointView } from '@laneway/contracts';
import { anEndpoint, aRequest } from '@laneway/testkit';

import { roundRobin } from './round-robin.ts';

const [a, b, c] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' }), anEndpoint({ name: 'c' })];

function picks(balancer: Balancer, candidates: readonly EndpointView[], count: number): string {
  return Array.from({ length: count }, () => balancer.pick(candidates, aRequest()).name).join('');
}

test('endpoints are served in turn', () => {
  assert.equal(picks(roundRobin(), [a, b, c], 7), 'abcabca');
});

test('weight and load do not matter', () => {
  const heavy = anEndpoint({ name: 'b', weight: 9, inFlight: 7 });
  assert.equal(picks(roundRobin(), [a, heavy, c], 6), 'abcabc');
});

test('an endpoint that misses a turn does not shift the turns of the others', () => {
  const balancer = roundRobin();
  assert.equal(picks(balancer, [a, b, c], 2), 'ab');
  assert.equal(picks(balancer, [a, b], 1), 'a');
  assert.equal(picks(balancer, [a, b, c], 3), 'cba');
});

test('an endpoint that comes back is next once, not until it has caught up', () => {
  const balancer = roundRobin();
  assert.equal(picks(balancer, [a, b, c], 3), 'abc');
  picks(balancer, [a, b], 100);
  assert.equal(picks(balancer, [a, b, c], 4), 'cabc');
});

test('endpoints that had no turn yet are picked in the order of the candidates', () => {
  assert.equal(picks(roundRobin(), [c, a, b], 3), 'cab');
});

test('the turns of an endpoint that was removed and added again are forgotten', () => {
  const balancer = roundRobin();
  picks(balancer, [a, b], 2);
  balancer.onEndpoints?.([a]);
  balancer.onEndpoints?.([a, b]);
  assert.equal(picks(balancer, [a, b], 2), 'ba');
});

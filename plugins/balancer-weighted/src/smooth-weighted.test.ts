import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Balancer, EndpointView } from '@laneway/contracts';
import { anEndpoint, aRequest } from '@laneway/testkit';

import { smoothWeighted } from './smooth-weighted.ts';

function picks(balancer: Balancer, candidates: readonly EndpointView[], count: number): string {
  return Array.from({ length: count }, () => balancer.pick(candidates, aRequest()).name).join('');
}

function countOf(name: string, order: string): number {
  return order.split(name).length - 1;
}

const [a5, b1, c1] = [
  anEndpoint({ name: 'a', weight: 5 }),
  anEndpoint({ name: 'b', weight: 1 }),
  anEndpoint({ name: 'c', weight: 1 }),
];

test('weights of 5, 1 and 1 are interleaved, not served in runs', () => {
  assert.equal(picks(smoothWeighted(), [a5, b1, c1], 14), 'aabacaaaabacaa');
});

test('equal weights take turns', () => {
  const equals = ['a', 'b', 'c'].map((name) => anEndpoint({ name, weight: 2 }));
  assert.equal(picks(smoothWeighted(), equals, 6), 'abcabc');
});

test('a weight may be a fraction', () => {
  const pair = [anEndpoint({ name: 'a', weight: 0.5 }), anEndpoint({ name: 'b', weight: 1.5 })];
  const order = picks(smoothWeighted(), pair, 40);
  assert.deepEqual([countOf('a', order), countOf('b', order)], [10, 30]);
});

test('the others share in proportion while an endpoint is away', () => {
  const balancer = smoothWeighted();
  const b2 = anEndpoint({ name: 'b', weight: 2 });
  picks(balancer, [a5, b2, c1], 8);
  const order = picks(balancer, [b2, c1], 30);
  assert.deepEqual([countOf('b', order), countOf('c', order)], [20, 10]);
});

test('an endpoint that comes back is not flooded to make up for its absence', () => {
  const balancer = smoothWeighted();
  picks(balancer, [b1, c1], 3);
  picks(balancer, [b1], 1_000);
  const order = picks(balancer, [b1, c1], 10);
  assert.ok(countOf('c', order) <= 6, order);
});

test('a changed weight is used from the next pick on', () => {
  const balancer = smoothWeighted();
  const [a, b] = [anEndpoint({ name: 'a' }), anEndpoint({ name: 'b' })];
  assert.equal(picks(balancer, [a, b], 4), 'abab');
  a.weight = 3;
  assert.equal(countOf('a', picks(balancer, [a, b], 40)), 30);
});

test('endpoints that were removed and added again start without credit or debt', () => {
  const balancer = smoothWeighted();
  const pair = [anEndpoint({ name: 'a', weight: 4 }), anEndpoint({ name: 'b', weight: 5 })];
  assert.equal(picks(balancer, pair, 1), 'b');
  balancer.onEndpoints?.([]);
  assert.equal(picks(balancer, pair, 2), 'ba');
});

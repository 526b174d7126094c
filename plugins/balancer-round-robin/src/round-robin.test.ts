import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anEndpoint, aRequest } from '@laneway/testkit';

import { roundRobin } from './round-robin.ts';

const [a, b, c] = ['a', 'b', 'c'].map((name) => anEndpoint({ name }));
assert.ok(a !== undefined && b !== undefined && c !== undefined);
const names = (picks: readonly { readonly name: string }[]) => picks.map(({ name }) => name).join('');

test('every endpoint gets its turn before any gets a second', () => {
  const balancer = roundRobin();
  const picks = Array.from({ length: 9 }, () => balancer.pick([a, b, c], aRequest()));
  assert.equal(names(picks), 'abcabcabc');
});

test('endpoints that come and go do not disturb the turns of the others', () => {
  const balancer = roundRobin();
  const picks = [[a, b, c], [b, c], [b, c], [a, b, c], [a, c], [a, b, c]].map((list) => balancer.pick(list, aRequest()));
  assert.equal(names(picks), 'abcabc'.replace(/./g, (_, index: number) => 'abcacb'[index] ?? ''));
});

test('an endpoint that has left and comes back is not owed anything', () => {
  const balancer = roundRobin();
  balancer.pick([a, b], aRequest());
  balancer.onEndpoints?.([b]);
  balancer.onEndpoints?.([a, b]);
  const picks = Array.from({ length: 4 }, () => balancer.pick([a, b], aRequest()).name);
  assert.equal(picks.filter((name) => name === 'a').length, 2);
});

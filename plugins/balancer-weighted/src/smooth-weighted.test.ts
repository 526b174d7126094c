import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anEndpoint, aRequest } from '@laneway/testkit';

import { smoothWeighted } from './smooth-weighted.ts';

const endpoints = [5, 1, 1].map((weight, index) => anEndpoint({ name: 'abc'[index] ?? '', weight }));

test('weights of 5, 1 and 1 are interleaved, not served in bursts', () => {
  const balancer = smoothWeighted();
  const picks = Array.from({ length: 14 }, () => balancer.pick(endpoints, aRequest()).name).join('');
  assert.equal(picks, 'aabacaaaabacaa');
});

test('an endpoint that was full is not made up for when it is back', () => {
  const balancer = smoothWeighted();
  const [, ...others] = endpoints;
  for (let pick = 0; pick < 100; pick += 1) balancer.pick(others, aRequest());
  const picks = Array.from({ length: 70 }, () => balancer.pick(endpoints, aRequest()).name);
  assert.equal(picks.filter((name) => name === 'a').length, 50);
});

test('a weight may be a fraction', () => {
  const balancer = smoothWeighted();
  const pair = [anEndpoint({ name: 'a', weight: 0.5 }), anEndpoint({ name: 'b', weight: 1.5 })];
  const picks = Array.from({ length: 40 }, () => balancer.pick(pair, aRequest()).name);
  assert.equal(picks.filter((name) => name === 'b').length, 30);
});

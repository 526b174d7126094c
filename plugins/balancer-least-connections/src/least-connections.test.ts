import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anEndpoint, aRequest, seededRandom } from '@laneway/testkit';

import { leastConnections } from './least-connections.ts';

test('the endpoint with the fewest requests for its weight is picked', () => {
  const endpoints = [
    anEndpoint({ name: 'a', inFlight: 4, weight: 1 }),
    anEndpoint({ name: 'b', inFlight: 6, weight: 3 }),
    anEndpoint({ name: 'c', inFlight: 3, weight: 1 }),
  ];
  const balancer = leastConnections(2, seededRandom(1));
  for (let pick = 0; pick < 20; pick += 1) assert.equal(balancer.pick(endpoints, aRequest()).name, 'b');
});

test('endpoints that are equally busy share what comes', () => {
  const endpoints = ['a', 'b', 'c'].map((name) => anEndpoint({ name }));
  const balancer = leastConnections(2, seededRandom(2));
  const picks = Array.from({ length: 300 }, () => balancer.pick(endpoints, aRequest()).name);
  for (const { name } of endpoints) {
    const share = picks.filter((picked) => picked === name).length;
    assert.ok(share > 70 && share < 130, `${name} got ${share} of 300`);
  }
});

test('among many endpoints the load stays even although few are looked at', () => {
  const endpoints = Array.from({ length: 40 }, (_, index) => anEndpoint({ name: `e${index}`, slots: 100 }));
  const balancer = leastConnections(2, seededRandom(3));
  for (let request = 0; request < 400; request += 1) {
    const picked = endpoints.find(({ name }) => name === balancer.pick(endpoints, aRequest()).name);
    assert.ok(picked !== undefined);
    picked.inFlight += 1;
  }
  assert.ok(Math.max(...endpoints.map(({ inFlight }) => inFlight)) <= 15, 'ten each would be perfect');
});

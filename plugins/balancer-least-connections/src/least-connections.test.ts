import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anEndpoint, aRequest, seededRandom } from '@laneway/testkit';

import { leastConnections } from './least-connections.ts';

function endpoints(loads: Readonly<Record<string, number>>) {
  return Object.entries(loads).map(([name, inFlight]) => anEndpoint({ name, inFlight }));
}

test('the endpoint with the fewest requests in flight is picked', () => {
  const balancer = leastConnections(2, () => 0);
  assert.equal(balancer.pick(endpoints({ a: 3, b: 1, c: 2 }), aRequest()).name, 'b');
});

test('an endpoint of twice the weight carries twice the requests', () => {
  const balancer = leastConnections(2, () => 0);
  const [a, b] = [anEndpoint({ name: 'a', weight: 2 }), anEndpoint({ name: 'b', weight: 1 })];
  for (let requests = 0; requests < 30; requests += 1) {
    const picked = balancer.pick([a, b], aRequest());
    (picked === a ? a : b).inFlight += 1;
  }
  assert.deepEqual([a.inFlight, b.inFlight], [20, 10]);
});

test('idle endpoints take turns', () => {
  const balancer = leastConnections(2, () => 0);
  const idle = endpoints({ a: 0, b: 0, c: 0 });
  const order = Array.from({ length: 6 }, () => balancer.pick(idle, aRequest()).name);
  assert.deepEqual(order, ['a', 'b', 'c', 'a', 'b', 'c']);
});

test('the idle ones take turns when others are busy', () => {
  const balancer = leastConnections(2, () => 0);
  const candidates = endpoints({ a: 0, b: 0, c: 5 });
  const order = Array.from({ length: 4 }, () => balancer.pick(candidates, aRequest()).name);
  assert.deepEqual(order, ['a', 'b', 'a', 'b']);
});

test('the least loaded of eight candidates is always found', () => {
  const balancer = leastConnections(2, () => 0);
  const candidates = endpoints({ a: 9, b: 8, c: 7, d: 6, e: 5, f: 4, g: 3, h: 2 });
  assert.equal(balancer.pick(candidates, aRequest()).name, 'h');
});

test('among more than eight, the better of the drawn endpoints is picked', () => {
  const draws = [0, 0.55];
  const balancer = leastConnections(2, () => draws.shift() ?? 0);
  const candidates = endpoints({ a: 4, b: 0, c: 0, d: 0, e: 0, f: 3, g: 0, h: 0, i: 0, j: 0 });
  assert.equal(balancer.pick(candidates, aRequest()).name, 'f');
  assert.deepEqual(draws, [], 'two were drawn');
});

test('among more than eight, more choices find less loaded endpoints', () => {
  const many = Array.from({ length: 100 }, (_, index) => anEndpoint({ name: `e${index}`, inFlight: index }));
  assert.ok(averageLoad(8) < averageLoad(2));
  assert.ok(averageLoad(2) < 45, 'two choices beat one, which would find 49.5');

  function averageLoad(choices: number): number {
    const balancer = leastConnections(choices, seededRandom(5));
    const loads = Array.from({ length: 1_000 }, () => balancer.pick(many, aRequest()).inFlight);
    return loads.reduce((sum, load) => sum + load, 0) / loads.length;
  }
});

test('among many endpoints the load stays even although few are compared', () => {
  const many = Array.from({ length: 40 }, (_, index) => anEndpoint({ name: `e${index}`, slots: 100 }));
  const balancer = leastConnections(2, seededRandom(3));
  for (let request = 0; request < 400; request += 1) {
    const { name } = balancer.pick(many, aRequest());
    for (const endpoint of many) if (endpoint.name === name) endpoint.inFlight += 1;
  }
  assert.ok(Math.max(...many.map(({ inFlight }) => inFlight)) <= 15, 'ten each would be perfect');
});

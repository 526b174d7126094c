import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { shares, Traffic } from './harness/traffic.ts';

const equal = [{}, {}, {}];
const balancers = ['round-robin', 'weighted', 'least-connections', 'latency'];

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance,
    `${actual} is not ${expected}, give or take ${tolerance}`,
  );
}

describe('among equals', () => {
  test('round-robin takes the endpoints in turn', async () => {
    const traffic = await Traffic.start('round-robin', equal);
    const well = traffic.takes(100);
    const flow = traffic.flow(10_000, { a: well, b: well, c: well });
    assert.equal(flow, 'abc'.repeat(334).slice(0, 1_000));
  });

  test('weighted interleaves 5:1:1 rather than serving in bursts', async () => {
    const traffic = await Traffic.start('weighted', [{ weight: 5 }, {}, {}]);
    const well = traffic.takes(100);
    const flow = traffic.flow(7_000, { a: well, b: well, c: well });
    assert.deepEqual(shares(flow), [500, 100, 100]);
    assert.doesNotMatch(flow, /aaaaa|bb|cc/);
    for (let start = 0; start + 7 <= flow.length; start += 7)
      assert.deepEqual(shares(flow.slice(start, start + 7)), [5, 1, 1]);
  });

  for (const name of ['least-connections', 'latency']) {
    test(`${name} shares evenly`, async () => {
      const traffic = await Traffic.start(name, equal);
      const well = traffic.takes(100);
      for (const share of shares(traffic.flow(9_000, { a: well, b: well, c: well })))
        assertNear(share, 300, 30);
    });
  }
});

describe('while b is ten times slower', () => {
  async function withSlowOne(balancer: string) {
    const traffic = await Traffic.start(balancer, equal);
    const fast = traffic.takes(100);
    const flow = traffic.flow(20_000, { a: fast, b: traffic.takes(1_000), c: fast });
    assert.ok(traffic.allServed());
    return shares(flow);
  }

  for (const name of ['round-robin', 'weighted']) {
    test(`${name} still shares evenly`, async () => {
      assert.deepEqual(await withSlowOne(name), [667, 667, 666]);
    });
  }

  test('least-connections gives b as many requests at once as the others, and so a tenth as many in total', async () => {
    const [a, b, c] = await withSlowOne('least-connections');
    assertNear(a, c, 5);
    assertNear(b, a / 10, 10);
  });

  test('latency gives b almost no requests', async () => {
    const [a, b, c] = await withSlowOne('latency');
    assertNear(a, c, 100);
    assert.ok(b < 0.02 * (a + b + c), `${b} went to the slow one`);
  });
});

for (const name of balancers) {
  test(`${name} gives a throttled endpoint one request per pause, and no more than its share afterwards`, async () => {
    const traffic = await Traffic.start(name, equal);
    const well = traffic.takes(100);
    const [a, b, c] = shares(traffic.flow(10_000, { a: well, b: traffic.pauses(2_000), c: well }));
    assert.equal(b, 5);
    assertNear(a, c, 50);
    for (const share of shares(traffic.flow(9_000, { a: well, b: well, c: well })))
      assertNear(share, 300, 30);
    assert.ok(traffic.allServed());
  });

  test(`${name} spreads the requests of a flapping endpoint over the others, and no client gets an error`, async () => {
    const traffic = await Traffic.start(name, equal);
    const well = traffic.takes(100);
    const [a, b, c] = shares(traffic.flow(20_000, { a: well, b: traffic.flaps(well), c: well }));
    assertNear(a, c, 50);
    assert.ok(b > 0 && b <= 2_000 / 3 / 2 + 20, `${b} went to the flapping one`);
    assert.ok(traffic.allServed());
    // Three failures open the breaker, and each trial during a bad phase costs one request another attempt.
    assert.ok(traffic.engine.backend.attempts.length <= 2_000 + 5 * 5);
  });
}

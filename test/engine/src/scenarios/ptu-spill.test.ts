import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ptuSpill } from './ptu-spill.ts';

const figures = await ptuSpill();
const { 'gold spills at once': spillsAtOnce = {}, 'gold waits 500 ms first': spillsLater = {} } = figures;
const cases = [spillsAtOnce, spillsLater];

test('under 130 % load, provisioned capacity is at least 95 % busy if gold waits 500 ms before it spills', () => {
  const busy = spillsLater['PTU busy'] ?? 0;
  assert.ok(busy >= 0.95, String(busy));
  assert.ok(busy > (spillsAtOnce['PTU busy'] ?? NaN));
});

test('every gold request is served, without a 429 from a backend', () => {
  for (const each of cases) {
    assert.ok((each['gold calls'] ?? 0) > 100);
    assert.equal(each['429s that gold saw'], 0);
    assert.equal(each['gold not served'], 0);
  }
});

test('gold spills only while every provisioned slot is taken', () => {
  for (const each of cases) {
    assert.ok((each['gold on PAYG'] ?? 0) > 0);
    assert.equal(each['gold on PAYG while PTU had room'], 0);
  }
});

test('if gold waits 500 ms before it spills, it gets more of the provisioned slots than silver', () => {
  assert.ok((spillsLater['gold on PTU'] ?? 0) > (spillsLater['silver on PTU'] ?? NaN));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ptuSpill } from './ptu-spill.ts';

const figures = await ptuSpill();
const { 'gold spills at once': hasty = {}, 'gold waits 500 ms first': patient = {} } = figures;
const cases = [hasty, patient];

test('at 130 % of what it can do, provisioned capacity is busy all the time if gold waits a little before it spills', () => {
  const busy = patient['PTU busy'] ?? 0;
  assert.ok(busy >= 0.95, String(busy));
  assert.ok(busy > (hasty['PTU busy'] ?? NaN));
});

test('no gold request is refused, by the backend or by the gateway', () => {
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

test('gold that waits a little before it spills gets more of the provisioned slots than silver', () => {
  assert.ok((patient['gold on PTU'] ?? 0) > (patient['silver on PTU'] ?? NaN));
});

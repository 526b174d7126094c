import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { SlotClaimant } from './slots.ts';
import { Slots, slotShare } from './slots.ts';

const gold: SlotClaimant = { name: 'any', rank: 0, reserve: 0.5 };
const bronze: SlotClaimant = { name: 'any', rank: 1, reserve: 0 };

function slotsOf(total: number, ...reserves: readonly SlotClaimant[]): Slots {
  const slots = new Slots();
  slots.total = total;
  slots.reserveFor(reserves);
  return slots;
}

/** How many slots the claimant can take. */
function take(slots: Slots, claimant: SlotClaimant, ceiling = Infinity): number {
  let taken = 0;
  for (; slots.blockedBy(claimant, ceiling) === undefined; taken += 1) slots.take(claimant);
  return taken;
}

describe('Slots', () => {
  test('are blocked when all are taken, until one is given back', () => {
    const slots = slotsOf(2);
    assert.equal(take(slots, bronze), 2);
    assert.equal(slots.inFlight, 2);
    assert.equal(slots.blockedBy(bronze, Infinity), 'no-slot');
    slots.giveBack(bronze);
    assert.equal(slots.blockedBy(bronze, Infinity), undefined);
  });

  test('keep a reserve from claimants of a lower rank only', () => {
    const slots = slotsOf(4, gold);
    assert.equal(take(slots, bronze), 2);
    assert.equal(slots.blockedBy(bronze, Infinity), 'reserved');
    assert.equal(take(slots, gold), 2);
  });

  test('count what the reserving claimant has towards its reserve', () => {
    const slots = slotsOf(4, gold);
    slots.take(gold);
    assert.equal(take(slots, bronze), 2);
    slots.giveBack(gold);
    assert.equal(slots.blockedBy(bronze, Infinity), 'reserved');
  });

  test('scale the reserve with the ceiling of a slow start', () => {
    assert.equal(take(slotsOf(10, gold), bronze, 2), 1);
    assert.equal(take(slotsOf(10, gold), bronze, 8), 4);
  });

  test('leave the last slot to any claimant', () => {
    assert.equal(take(slotsOf(3, { name: 'any', rank: 0, reserve: 1 }), bronze), 1);
    assert.equal(take(slotsOf(10, gold), bronze, 1), 1);
  });

  test('have none free while more are in flight than there are', () => {
    const slots = slotsOf(3);
    take(slots, bronze);
    slots.total = 1;
    slots.giveBack(bronze);
    assert.equal(slots.blockedBy(gold, Infinity), 'no-slot');
  });
});

describe('slotShare', () => {
  test('is rounded up to whole slots', () => {
    assert.equal(slotShare(0.1, 3), 1);
    assert.ok(slotShare(0, 3) === 0);
    assert.equal(slotShare(1, 3), 3);
  });

  test('is not rounded up because of floating-point error', () => {
    assert.ok(0.07 * 100 > 7);
    assert.equal(slotShare(0.07, 100), 7);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { closest } from './closest.ts';

const keys = ['slots', 'weight', 'group', 'labels', 'quota', 'url'];

test('finds the word that was mistyped', () => {
  const slips = {
    slost: 'slots',
    slot: 'slots',
    sltos: 'slots',
    wieght: 'weight',
    GROUP: 'group',
    lables: 'labels',
    ulr: 'url',
  };
  for (const [slip, meant] of Object.entries(slips)) assert.equal(closest(slip, keys), meant, slip);
});

test('suggests nothing for a word that is not near any', () => {
  assert.equal(closest('colour', keys), undefined);
  assert.equal(closest('x'.repeat(100_000), keys), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MinuteTally } from './minute-tally.ts';

const hourMs = 3_600_000;

test('the busiest minute is found wherever it is', () => {
  const tally = new MinuteTally(hourMs);
  for (const atMs of [0, 59_999, 60_000, 119_000, 119_999, 600_000]) tally.at(atMs).requests += 1;
  assert.equal(
    tally.peak(({ requests }) => requests),
    3,
  );
});

test('a minute can be added to when others came in between', () => {
  const tally = new MinuteTally(hourMs);
  for (const atMs of [0, 60_000, 1, 60_001, 2]) tally.at(atMs).prompt += 10;
  assert.equal(
    tally.peak(({ prompt }) => prompt),
    30,
  );
});

test('a window shorter than a minute is reported as a rate per minute', () => {
  const tally = new MinuteTally(10_000);
  tally.at(0).completion += 5;
  assert.equal(
    tally.peak(({ completion }) => completion),
    30,
  );
});

test('idle minutes take no memory', () => {
  const tally = new MinuteTally(24 * hourMs);
  tally.at(0).requests += 1;
  tally.at(23 * hourMs).requests += 1;
  assert.equal([...tally.minutes].length, 2);
});

test('merged tallies add up minute by minute', () => {
  const [first, second] = [new MinuteTally(hourMs), new MinuteTally(hourMs)];
  first.at(0).prompt += 5;
  second.at(1).prompt += 7;
  second.at(60_000).prompt += 6;
  first.merge(second);
  assert.equal(
    first.peak(({ prompt }) => prompt),
    12,
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SeriesBounds } from './series-table.ts';
import { SeriesTable } from './series-table.ts';

function aTable(bounds?: SeriesBounds): SeriesTable<{ total: number }> {
  return new SeriesTable(() => ({ total: 0 }), bounds);
}

function totals(table: SeriesTable<{ total: number }>): Record<string, number> {
  return Object.fromEntries(table.entries.map(([values, { total }]) => [values.join(' '), total]));
}

test('each combination of values is counted separately', () => {
  const table = aTable();
  table.at('a', 'x').total += 1;
  table.at('a', 'y').total += 2;
  table.at('a', 'x').total += 4;
  assert.deepEqual(totals(table), { 'a x': 5, 'a y': 2 });
});

test('combinations that look alike when joined are counted separately', () => {
  const table = aTable();
  table.at('a', 'b').total += 1;
  table.at('ab', '').total += 1;
  table.at('', 'ab').total += 1;
  assert.equal(table.entries.length, 3);
});

test('new values beyond the bound of a label count as other, known ones separately', () => {
  const table = aTable({ values: 2 });
  for (const model of ['a', 'b', 'c', 'd', 'a']) table.at('chat', model).total += 1;
  assert.deepEqual(totals(table), { 'chat a': 2, 'chat b': 1, 'chat other': 2 });
});

test('combinations beyond the bound of the table count as other in every label', () => {
  const table = aTable({ series: 2 });
  for (const value of ['1', '2', '3', '4', '1']) table.at(value, value).total += 1;
  assert.deepEqual(totals(table), { '1 1': 2, '2 2': 1, 'other other': 2 });
});

test('a million values take no more memory than the bound', () => {
  const table = aTable({ values: 10, series: 50 });
  for (let turn = 0; turn < 1_000_000; turn += 1) table.at(`a${turn}`, `b${turn}`).total += 1;
  assert.ok(table.entries.length <= 51);
  assert.equal(
    table.entries.reduce((sum, [, { total }]) => sum + total, 0),
    1_000_000,
  );
});

test('a table without labels has one series', () => {
  const table = aTable();
  table.at().total += 1;
  table.at().total += 1;
  assert.deepEqual(totals(table), { '': 2 });
});

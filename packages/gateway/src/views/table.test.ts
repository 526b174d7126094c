import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleText } from 'node:util';

import { table } from './table.ts';

test('texts align to the left, whole numbers to the right, and no line ends in blanks', () => {
  assert.deepEqual(
    table([
      ['LANE', 'WAITING', 'NOTE'],
      ['gold', 7, ''],
      ['silver', 12, 'ok'],
    ]),
    ['LANE    WAITING  NOTE', 'gold          7', 'silver       12  ok'],
  );
});

test('colours take no room', () => {
  const red = styleText('red', '5', { validateStream: false });
  const [plain, coloured] = table([
    ['123', 'x'],
    [red, 'y'],
  ]);
  assert.deepEqual([plain, coloured], ['123  x', `  ${red}  y`]);
});

test('rows may be of different lengths', () => {
  assert.deepEqual(table([['a'], ['b', 'c']]), ['a', 'b  c']);
  assert.deepEqual(table([]), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleText } from 'node:util';

import { shortDuration, table } from './table.ts';

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

test('colour codes do not count as width', () => {
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

test('a duration is shown in a suitable unit', () => {
  const said = [0, 87.4, 999, 999.6, 1_540, 9_940, 9_960, 61_000, 240_000].map(shortDuration);
  assert.deepEqual(said, ['0 ms', '87 ms', '999 ms', '1.0 s', '1.5 s', '9.9 s', '10 s', '61 s', '4 min']);
});

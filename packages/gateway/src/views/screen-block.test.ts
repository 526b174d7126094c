import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WriteStream } from 'node:tty';

import { ScreenBlock } from './screen-block.ts';

test('a block replaces the one before', () => {
  const { screen, written } = aScreen(80, 24);
  const block = new ScreenBlock(screen);
  block.draw(['one', 'two']);
  written.length = 0;
  block.draw(['three']);
  assert.equal(written.join(''), '\u001B[2A\u001B[0Jthree\n');
});

test('what does not fit is cut off, so that the terminal never scrolls', () => {
  const { screen, written } = aScreen(5, 3);
  new ScreenBlock(screen).draw(['12345678', '\u001B[31m123456\u001B[39m', 'third']);
  assert.match(written.join(''), /12345\n12345\n$/);
});

test('a line that fits keeps its colours', () => {
  const { screen, written } = aScreen(5, 3);
  new ScreenBlock(screen).draw(['\u001B[31m12345\u001B[39m']);
  assert.ok(written.join('').endsWith('\u001B[31m12345\u001B[39m\n'));
});

function aScreen(columns: number, rows: number) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { screen: { columns, rows, write } as unknown as WriteStream, written };
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { FakeClock } from '@laneway/testkit';

import { openLog } from './open-log.ts';

function linesOf(write: (log: ReturnType<typeof openLog>) => void): string[] {
  const lines: string[] = [];
  write(openLog({ level: 'info', headers: [] }, new FakeClock(), { write: (line) => lines.push(line) }));
  return lines;
}

test('a line is JSON with level, clock time and message', () => {
  const [line] = linesOf((log) => log.info('listening', { port: 8787 }));
  assert.equal(line, '{"level":"info","time":"2026-01-01T00:00:00.000Z","port":8787,"msg":"listening"}\n');
});

test('a message needs no fields', () => {
  const [line] = linesOf((log) => log.error('gone'));
  assert.equal(JSON.parse(line ?? '').msg, 'gone');
});

test('an error among the fields is logged with type and message', () => {
  const [line] = linesOf((log) => log.warn('failed', { error: new RangeError('too far') }));
  const { error } = JSON.parse(line ?? '');
  assert.equal(error.type, 'RangeError');
  assert.equal(error.message, 'too far');
});

test('lines below the level are not written', () => {
  assert.deepEqual(
    linesOf((log) => log.debug('detail')),
    [],
  );
});

test('lines logged just before the process ends are written', async () => {
  const module = new URL('./open-log.ts', import.meta.url).href;
  const program = `
    const { openLog } = await import(${JSON.stringify(module)});
    const log = openLog({ level: 'info', headers: [] }, { nowMs: () => 0 });
    log.info('first');
    log.info('last words');
    if (process.argv[1] === 'exit') process.exit(0);`;
  for (const ending of ['exit', 'return']) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program, ending], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
    assert.deepEqual(
      output.split('\n').map((line) => (line === '' ? '' : JSON.parse(line).msg)),
      ['first', 'last words', ''],
      ending,
    );
  }
});

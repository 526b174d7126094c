import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, run } from './run.mjs';

function node(source, options) {
  return run(process.execPath, ['--eval', source], options);
}

test('the exit status of a command is handed on', async () => {
  assert.equal(await node('process.exit(3)'), 3);
});

test('a command that a signal ended has failed', async () => {
  assert.equal(await node(`process.kill(process.pid, 'SIGTERM')`), 128 + 15);
});

test('a command that does not exist has failed', async () => {
  assert.equal(await run('/nowhere/at-all', []), 127);
});

test('a command that outlasts its timeout is ended', async () => {
  assert.equal(await node('setInterval(() => {}, 60_000)', { timeout: 1 }), 128 + 15);
});

test('what a command printed on either stream is collected', async () => {
  const source = `console.log('told'); console.error('warned'); process.exitCode = 1;`;
  assert.deepEqual(await collect(process.execPath, ['--eval', source]), {
    status: 1,
    output: 'told\nwarned\n',
  });
});

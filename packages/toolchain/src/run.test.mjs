import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

test('a command that outlasts its timeout is ended, and has failed', async () => {
  assert.equal(await node(endless, { timeout: 1 }), 124);
});

test('SIGTERM is passed on, and a command that then exits with 0 has failed', async () => {
  assert.equal(await stoppedRun('{}'), 128 + 15);
});

test('a command that may be stopped keeps its own exit status', async () => {
  assert.equal(await stoppedRun('{ mayBeStopped: true }'), 0);
});

test('the output of both streams is collected', async () => {
  const source = `console.log('printed'); console.error('warned'); process.exitCode = 1;`;
  assert.deepEqual(await collect(process.execPath, ['--eval', source]), {
    status: 1,
    output: 'printed\nwarned\n',
  });
});

const endless = 'setInterval(() => {}, 60_000);';
const stopsWell = `process.on('SIGTERM', () => process.exit(0)); ${endless} console.log('ready');`;

/** The status of `run` for a command that exits with 0 on SIGTERM, when the process that called `run` gets SIGTERM. */
async function stoppedRun(options) {
  const source = `import { run } from ${JSON.stringify(import.meta.resolve('./run.mjs'))};
process.exit(await run(process.execPath, ['--eval', ${JSON.stringify(stopsWell)}], ${options}));`;
  const runner = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(runner.stdout, 'data');
  runner.kill('SIGTERM');
  const [code] = await once(runner, 'exit');
  return code;
}

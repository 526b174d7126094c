import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';

/**
 * Runs a command in the foreground and resolves with its exit status: 127 if it could not be started, 128 + n if signal
 * n ended it. After `timeout` milliseconds, if given, it is sent SIGTERM.
 */
export function run(command, args, { env, cwd, timeout } = {}) {
  return statusOf(spawn(command, args, { env, cwd, timeout, stdio: 'inherit' }));
}

/** Runs a command and resolves with its exit status, as `run` does, and all it printed. */
export async function collect(command, args, { env, cwd } = {}) {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [status, out, err] = await Promise.all([statusOf(child), text(child.stdout), text(child.stderr)]);
  return { status, output: out + err };
}

function statusOf(child) {
  return new Promise((resolve) => {
    const release = outliveSignals(child);
    child.once('error', (error) => {
      release();
      console.error(`${child.spawnfile}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

// A terminal sends SIGINT to the whole foreground group, so the child has its own copy; a supervisor sends SIGTERM to
// one process, so that one is passed on. Either way the child decides when the run ends.
function outliveSignals(child) {
  const ignore = () => {};
  const forward = () => child.kill('SIGTERM');
  process.on('SIGINT', ignore);
  process.on('SIGTERM', forward);
  return () => {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', forward);
  };
}

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';

/**
 * Runs a command in the foreground and resolves with its exit status: 127 if it could not be started, 128 + n if signal
 * n ended it. On a signal to this process, or after `timeout` milliseconds, the command gets SIGTERM, and the status is
 * 128 + n or 124: a task runner that was stopped reports success for what it finished. With `mayBeStopped`, the command's
 * own status is used.
 */
export function run(command, args, { env, cwd, timeout, mayBeStopped = false } = {}) {
  return statusOf(spawn(command, args, { env, cwd, stdio: 'inherit' }), { timeout, mayBeStopped });
}

/** Runs a command and resolves with its exit status, as `run` does, and its output. */
export async function collect(command, args, { env, cwd } = {}) {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [status, out, err] = await Promise.all([statusOf(child), text(child.stdout), text(child.stderr)]);
  return { status, output: out + err };
}

function statusOf(child, { timeout, mayBeStopped = false } = {}) {
  return new Promise((resolve) => {
    const watch = watchOver(child, timeout);
    child.once('error', (error) => {
      watch.end();
      console.error(`${child.spawnfile}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => {
      const cutShort = watch.end();
      const status = code ?? 128 + constants.signals[signal];
      resolve(mayBeStopped ? status : (cutShort ?? status));
    });
  });
}

// A terminal sends SIGINT to the whole foreground group, so the child has its own copy; a supervisor sends SIGTERM to
// one process, so that one is passed on. Either way the child decides when it ends.
function watchOver(child, timeout) {
  let cutShort;
  const onInterrupt = () => (cutShort = 128 + constants.signals.SIGINT);
  const onTerminate = () => {
    cutShort = 128 + constants.signals.SIGTERM;
    child.kill('SIGTERM');
  };
  const onOverdue = () => {
    cutShort = 124;
    child.kill('SIGTERM');
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  const timer = timeout === undefined ? undefined : setTimeout(onOverdue, timeout);
  return {
    end() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      clearTimeout(timer);
      return cutShort;
    },
  };
}

import type { Clock, Log, PluginHost, WorkerPool } from '@laneway/contracts';

import type { ThreadMessage, ThreadTask } from './thread-messages.ts';

/** The plugin's host in its thread: the thread's own clock, and a log that is sent to the gateway. */
export function threadHost(
  { instance, baseDir }: ThreadTask,
  signal: AbortSignal,
  post: (message: ThreadMessage) => void,
): PluginHost {
  const log = logThrough(post);
  return { clock: threadClock, log, signal, random: Math.random, instance, baseDir, pool: sameThreadPool };
}

const threadClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, fire) {
    // Node's timers may fire up to a millisecond early; those of a Clock never do.
    const timer = setTimeout(fire, Math.ceil(delayMs));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A pool for a plugin that already runs in a worker thread. */
const sameThreadPool: WorkerPool = {
  async run({ url, name, input }, signal) {
    signal?.throwIfAborted();
    const module: Readonly<Record<string, unknown>> = await import(url);
    const task = module[name];
    if (typeof task !== 'function') throw new TypeError(`${url} does not export a function ${name}.`);
    return task(input);
  },
};

function logThrough(post: (message: ThreadMessage) => void): Log {
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields) => {
      try {
        post({ kind: 'log', level, message, fields });
      } catch {
        // Some values cannot be serialised: the message is worth more than its fields.
        post({ kind: 'log', level, message, fields: undefined });
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

import type { Clock, Log, PluginHost, WorkerPool } from '@laneway/contracts';

import type { ThreadTask, Word } from './thread-messages.ts';

/** What a plugin is lent in its thread: a clock of the thread's own, and a log that is told to the gateway. */
export function threadHost(
  { instance, baseDir }: ThreadTask,
  signal: AbortSignal,
  say: (word: Word) => void,
): PluginHost {
  const log = logTo(say);
  return { clock: threadClock, log, signal, random: Math.random, instance, baseDir, pool: thisThread };
}

const threadClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, fire) {
    // Timers of Node may fire up to a millisecond early; those of a Clock never do.
    const timer = setTimeout(fire, Math.ceil(delayMs));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Whoever asks for a worker is in one already. */
const thisThread: WorkerPool = {
  async run({ url, name, input }, signal) {
    signal?.throwIfAborted();
    const module: Readonly<Record<string, unknown>> = await import(url);
    const task = module[name];
    if (typeof task !== 'function') throw new TypeError(`${url} has no function ${name}`);
    return task(input);
  },
};

function logTo(say: (word: Word) => void): Log {
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields) => {
      try {
        say({ kind: 'logged', level, message, fields });
      } catch {
        // Not everything that can be logged can be sent: the message is worth more than its fields.
        say({ kind: 'logged', level, message, fields: undefined });
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

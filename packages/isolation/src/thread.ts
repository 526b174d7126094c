import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';

import type { Plugin, ResponseProcessor } from '@laneway/contracts';

import { AnswerReadings } from './answer-readings.ts';
import { threadHost } from './thread-host.ts';
import type { Order, Step, ThreadTask, Word } from './thread-messages.ts';

// What runs in the thread: creates the processor, then shows it what it is told to.
if (parentPort !== null) await serve(parentPort, workerData as ThreadTask);

async function serve(port: MessagePort, task: ThreadTask): Promise<void> {
  const say = (word: Word) => port.postMessage(word);
  const ending = new AbortController();
  try {
    const processor = await created(task, ending.signal, say);
    const readings = new AnswerReadings(processor, say);
    port.on('message', (order: Order) => {
      if (order.kind === 'close') void close(processor, ending);
      else note(readings, order.steps, say);
    });
    say({ kind: 'ready', mode: processor.mode });
  } catch (error) {
    say({ kind: 'refused', message: error instanceof Error ? error.message : String(error) });
  }
}

async function created(
  task: ThreadTask,
  signal: AbortSignal,
  say: (word: Word) => void,
): Promise<ResponseProcessor> {
  const { default: plugin }: { readonly default: Plugin<'response-processor'> } = await import(task.url);
  const options = await plugin.options['~standard'].validate(task.options ?? {});
  if (options.issues !== undefined) throw new RangeError(options.issues[0]?.message);
  return plugin.create(options.value, threadHost(task, signal, say));
}

function note(readings: AnswerReadings, steps: readonly Step[], say: (word: Word) => void): void {
  for (const step of steps) readings.take(step);
  // After whatever the steps have left to do at once: that belongs to them, too.
  setImmediate(() => say({ kind: 'noted' }));
}

async function close(processor: ResponseProcessor, ending: AbortController): Promise<void> {
  ending.abort();
  await processor.close?.();
  // Of the thread, whatever timers and sockets the plugin has left in it.
  process.exit();
}

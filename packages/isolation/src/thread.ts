import type { MessagePort } from 'node:worker_threads';
import { parentPort, workerData } from 'node:worker_threads';

import type { Plugin, ResponseProcessor } from '@laneway/contracts';

import { AnswerReaders } from './answer-readers.ts';
import { threadHost } from './thread-host.ts';
import type { Step, ThreadCommand, ThreadMessage, ThreadTask } from './thread-messages.ts';

// Entry point of the thread: creates the processor, then runs it on the steps that the gateway sends.
if (parentPort !== null) await serve(parentPort, workerData as ThreadTask);

async function serve(port: MessagePort, task: ThreadTask): Promise<void> {
  const post = (message: ThreadMessage) => port.postMessage(message);
  const closing = new AbortController();
  try {
    const processor = await created(task, closing.signal, post);
    const readers = new AnswerReaders(processor, post);
    port.on('message', (command: ThreadCommand) => {
      if (command.kind === 'close') void close(processor, closing);
      else run(readers, command.steps, post);
    });
    post({ kind: 'ready', mode: processor.mode });
  } catch (error) {
    post({ kind: 'not-created', message: error instanceof Error ? error.message : String(error) });
  }
}

async function created(
  task: ThreadTask,
  signal: AbortSignal,
  post: (message: ThreadMessage) => void,
): Promise<ResponseProcessor> {
  const { default: plugin }: { readonly default: Plugin<'response-processor'> } = await import(task.url);
  const options = await plugin.options['~standard'].validate(task.options ?? {});
  if (options.issues !== undefined) throw new RangeError(options.issues[0]?.message);
  return plugin.create(options.value, threadHost(task, signal, post));
}

function run(readers: AnswerReaders, steps: readonly Step[], post: (message: ThreadMessage) => void): void {
  for (const step of steps) readers.take(step);
  // After the microtasks and immediates of the steps, whose time counts as theirs.
  setImmediate(() => post({ kind: 'batch-done' }));
}

async function close(processor: ResponseProcessor, closing: AbortController): Promise<void> {
  closing.abort();
  await processor.close?.();
  // Ends the thread even if the plugin has left timers or sockets open.
  process.exit();
}

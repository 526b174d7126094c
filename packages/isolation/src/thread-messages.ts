import type { EndpointTarget, Log, ResponseHead, ResponseProcessor, Usage } from '@laneway/contracts';

import type { RequestCopy } from './request-copy.ts';

/** What a thread is started with. */
export interface ThreadTask {
  /** What to `import()` for the plugin. */
  readonly url: string;
  /** As written in the config; the thread passes them through the plugin's own schema. */
  readonly options: unknown;
  readonly instance: string;
  readonly baseDir: string;
}

/** The opening of an answer, as a copy. */
export interface OpeningCopy {
  readonly request: RequestCopy;
  readonly endpoint: EndpointTarget;
  readonly head: ResponseHead;
}

/** One step of an answer. `answer` numbers the answers of a thread. */
export type Step =
  | { readonly kind: 'open'; readonly answer: number; readonly opening: OpeningCopy }
  /** A whole event of a stream, or a chunk of any other answer. */
  | { readonly kind: 'bytes'; readonly answer: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' | 'cancel'; readonly answer: number };

/** What the gateway sends to a thread. */
export type ThreadCommand =
  /** A batch of steps in order. The thread answers `batch-done` before it gets the next one. */
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  /** Close the processor and exit. */
  | { readonly kind: 'close' };

/** What a thread sends to the gateway. */
export type ThreadMessage =
  | { readonly kind: 'ready'; readonly mode: ResponseProcessor['mode'] }
  /** The processor could not be created. */
  | { readonly kind: 'not-created'; readonly message: string }
  /** All steps of the batch have been processed. */
  | { readonly kind: 'batch-done' }
  | { readonly kind: 'usage'; readonly answer: number; readonly usage: Usage }
  /** The stage has ended: no message about this answer follows, and it needs no more steps. */
  | { readonly kind: 'answer-done'; readonly answer: number }
  /** The stage threw. */
  | { readonly kind: 'threw'; readonly answer: number; readonly name: string; readonly message: string }
  | {
      readonly kind: 'log';
      readonly level: keyof Log;
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>> | undefined;
    };

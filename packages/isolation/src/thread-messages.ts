import type { EndpointTarget, Log, ResponseHead, ResponseProcessor, Usage } from '@laneway/contracts';

import type { ShownRequest } from './shown-request.ts';

/** What a thread begins with. */
export interface ThreadTask {
  /** What to `import()` for the plugin. */
  readonly url: string;
  /** As the config writes them; the plugin's own schema reads them in the thread. */
  readonly options: unknown;
  readonly instance: string;
  readonly baseDir: string;
}

/** An answer that begins, as a copy. */
export interface ShownOpening {
  readonly request: ShownRequest;
  readonly endpoint: EndpointTarget;
  readonly head: ResponseHead;
}

/** What a thread is shown. `answer` is a number of its own for each answer. */
export type Step =
  | { readonly kind: 'open'; readonly answer: number; readonly opening: ShownOpening }
  /** A whole event of a stream, or a chunk of any other answer. */
  | { readonly kind: 'bytes'; readonly answer: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' | 'cancel'; readonly answer: number };

/** What a thread is told: steps in their order, of which it has noted all before it is told more. */
export type Order =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  /** Nobody needs it any more. */
  | { readonly kind: 'close' };

/** What a thread says. */
export type Word =
  | { readonly kind: 'ready'; readonly mode: ResponseProcessor['mode'] }
  /** The processor could not be created. */
  | { readonly kind: 'refused'; readonly message: string }
  /** All steps are noted. */
  | { readonly kind: 'noted' }
  | { readonly kind: 'usage'; readonly answer: number; readonly usage: Usage }
  /** Nothing more will be said of an answer, and no more of it needs to be shown. */
  | { readonly kind: 'done'; readonly answer: number }
  /** The stage threw. */
  | { readonly kind: 'threw'; readonly answer: number; readonly name: string; readonly message: string }
  | {
      readonly kind: 'logged';
      readonly level: keyof Log;
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>> | undefined;
    };

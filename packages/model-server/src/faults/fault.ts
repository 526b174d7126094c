import type { ErrorEventForm } from './error-event.ts';
import type { ThrottleForm } from './throttle-answer.ts';

/**
 * One way to misbehave. The first group needs no answer of the model and acts as soon as the request has arrived; the second
 * spoils the answer the request would have got.
 */
export type Fault =
  /** The connection is reset when it is accepted; one that is already open is reset at its next request. */
  | { readonly kind: 'refuse' }
  | { readonly kind: 'reset-before-headers' }
  /** No answer until the client leaves. */
  | { readonly kind: 'black-hole' }
  /** Bytes that are no HTTP, then the end of the connection. */
  | { readonly kind: 'garbage' }
  /** A 429 that says in one of many ways when to come back. `retryAfterMs` is 1,000 unless given. */
  | { readonly kind: 'throttle'; readonly form: ThrottleForm; readonly retryAfterMs?: number }
  /** Any status with any headers and body; the body is Azure's error shape unless given. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: 'redirect'; readonly location: string }
  /** 200 with `Content-Length: 0`. */
  | { readonly kind: 'empty' }
  /** Waits, then answers as ever, or as `next` says. */
  | { readonly kind: 'slow-headers'; readonly delayMs: number; readonly next?: Fault }
  | { readonly kind: 'reset-after-headers' }
  /** Half of the body, or `afterBytes` of it, then a reset. */
  | { readonly kind: 'reset-mid-body'; readonly afterBytes?: number }
  /** `Content-Length` differs from the body by `by` bytes: above 0 the body is too short for it, below 0 too long. */
  | { readonly kind: 'wrong-content-length'; readonly by: number }
  /** A stream's orderly end half-way: no finish, no usage, no `[DONE]`. A plain answer is not touched. */
  | { readonly kind: 'half-stream' }
  /** An error event inside a 200 stream, before or after the first content, and its end. A plain answer is not touched. */
  | {
      readonly kind: 'error-event';
      readonly form: ErrorEventForm;
      readonly at: 'before-content' | 'after-content';
    }
  /** `102 Processing`, so many times, before the answer. */
  | { readonly kind: 'informational'; readonly count: number }
  | { readonly kind: 'gzip' }
  | { readonly kind: 'trailers'; readonly trailers: Readonly<Record<string, string>> };

/** Whether the fault acts without an answer of the model. */
export function actsAlone({ kind }: Fault): boolean {
  return lonely.has(kind);
}

/** Whether the fault still gives the client a whole and truthful answer. */
export function isHarmless(kind: Fault['kind']): boolean {
  return harmless.has(kind);
}

const lonely: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>([
  'refuse',
  'reset-before-headers',
  'black-hole',
  'garbage',
  'throttle',
  'status',
  'redirect',
  'empty',
]);

const harmless: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>([
  'slow-headers',
  'informational',
  'gzip',
  'trailers',
]);

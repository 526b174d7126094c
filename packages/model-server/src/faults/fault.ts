import type { ErrorEventForm } from './error-event.ts';
import type { ThrottleForm } from './throttle-answer.ts';

/**
 * A fault. Those up to `empty` need no answer of the model and act as soon as the request has arrived; the others change the answer
 * that the request would have got.
 */
export type Fault =
  /** Resets new connections when they are accepted, and open ones at their next request. */
  | { readonly kind: 'refuse' }
  | { readonly kind: 'reset-before-headers' }
  /** No answer until the client leaves. */
  | { readonly kind: 'black-hole' }
  /** Bytes that are not HTTP, then the end of the connection. */
  | { readonly kind: 'garbage' }
  /** A 429 that gives the wait in some form. `retryAfterMs` is in milliseconds. @default 1_000 */
  | { readonly kind: 'throttle'; readonly form: ThrottleForm; readonly retryAfterMs?: number }
  /** Any status, headers and body. The default body has the shape of Azure's errors. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: 'redirect'; readonly location: string }
  /** 200 with `Content-Length: 0`. */
  | { readonly kind: 'empty' }
  /** Waits `delayMs` milliseconds, then answers normally or with the fault `next`. */
  | { readonly kind: 'slow-headers'; readonly delayMs: number; readonly next?: Fault }
  | { readonly kind: 'reset-after-headers' }
  /** Half of the body, or its first `afterBytes` bytes, then a reset. */
  | { readonly kind: 'reset-mid-body'; readonly afterBytes?: number }
  /** `Content-Length` is the length of the body plus `by`. */
  | { readonly kind: 'wrong-content-length'; readonly by: number }
  /** A stream ends normally half-way, without finish reason, usage and `[DONE]`. Other answers stay as they are. */
  | { readonly kind: 'half-stream' }
  /** A 200 stream ends with an error event, before or after the first content. Other answers stay as they are. */
  | {
      readonly kind: 'error-event';
      readonly form: ErrorEventForm;
      readonly at: 'before-content' | 'after-content';
    }
  /** `count` times `102 Processing` before the answer. */
  | { readonly kind: 'informational'; readonly count: number }
  | { readonly kind: 'gzip' }
  | { readonly kind: 'trailers'; readonly trailers: Readonly<Record<string, string>> };

/** Whether the fault needs no answer of the model. */
export function needsNoAnswer({ kind }: Fault): boolean {
  return withoutAnswer.has(kind);
}

/** Whether the client still gets a complete and correct answer. */
export function isHarmless(kind: Fault['kind']): boolean {
  return harmless.has(kind);
}

const withoutAnswer: ReadonlySet<Fault['kind']> = new Set<Fault['kind']>([
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

import type { HeaderPairs } from './headers.ts';

/** Status line and headers of an answer. */
export interface ResponseHead {
  /** HTTP status. 101, or 200 to 599. */
  readonly status: number;
  /** Reason phrase; empty if there is none. */
  readonly statusText: string;
  /** As received. Must not be changed. */
  readonly headers: HeaderPairs;
}

/**
 * One server-sent event. Valid only during the call that it is passed to.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export interface SseEvent {
  /** The event as received, with its line ends and the blank line that closes it. A view: copy it to keep it. */
  readonly bytes: Uint8Array;
  /** Its `event:` field; empty if it has none. Decoded when first read. */
  readonly type: string;
  /** Its `data:` lines joined by `\n`; empty if it has none. Decoded when first read. */
  readonly data: string;
}

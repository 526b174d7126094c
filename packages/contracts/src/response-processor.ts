import type { EndpointTarget } from './endpoint.ts';
import type { RequestView } from './request.ts';
import type { ResponseHead, SseEvent } from './response.ts';
import type { Usage } from './usage.ts';

/** The answer that a stage is opened for. */
export interface ResponseOpening {
  /** The request that is answered. */
  readonly request: RequestView;
  /** The endpoint that answers. */
  readonly endpoint: EndpointTarget;
  /** Status line and headers of the answer. The status is below 400 and not 101. */
  readonly head: ResponseHead;
  /** Reports the usage. May be called any number of times until `onEnd` or `onCancel` is done: the last report counts. */
  readonly report: (usage: Usage) => void;
}

/**
 * Reads one answer. Every method is optional; the gateway splits or collects only what some stage asks for.
 *
 * Order of calls: `onEvent` for a stream of events, otherwise `onChunk` and then `onBody`; at the end `onEnd` or `onCancel`,
 * once. All on the event loop, while bytes flow: keep them short. A stage that throws gets no further call and is reported as a
 * warning; the answer flows on.
 */
export interface ResponseStage {
  /**
   * Each event of an uncompressed answer of type `text/event-stream`, at most 4 MiB. A stage that rewrites returns the bytes to send instead
   * (empty: drop the event), or nothing to send it unchanged.
   */
  onEvent?(event: SseEvent): Uint8Array | void;
  /**
   * The whole body of any other answer, if it is at most 4 MiB. As received: may be compressed. A stage that rewrites returns the
   * body to send instead, or nothing to send it unchanged.
   */
  onBody?(body: Uint8Array): Uint8Array | void;
  /** Each chunk of any other answer, of any size. Do not change or keep it. */
  onChunk?(chunk: Uint8Array): void;
  /**
   * The answer is complete. If it returns a promise, reports made until it resolves count, for at most 1 s; only the settlement
   * waits, not the client or the slot. A rejection is reported like a thrown error.
   */
  onEnd?(): void | Promise<void>;
  /** The answer broke off: the client left or the backend failed. Report here what was seen. A promise means the same as in `onEnd`. */
  onCancel?(): void | Promise<void>;
}

/** Reads or rewrites answers and reports usage. One instance per use in the config. */
export interface ResponseProcessor {
  /** `observe`: returned bytes are ignored and nothing is delayed. `rewrite`: the answer waits for the stage. */
  readonly mode: 'observe' | 'rewrite';
  /**
   * A stage for this answer, or `undefined` to leave it alone. Called once for each answer with a status below 400, also if another
   * endpoint is tried afterwards. If it throws, that is reported as a warning and the answer flows on.
   */
  open(opening: ResponseOpening): ResponseStage | undefined;
  /** Releases what the instance holds. Called once, when no generation uses it any more; may reject. */
  close?(): void | Promise<void>;
}

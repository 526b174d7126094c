import type { EndpointTarget } from './endpoint.ts';
import type { RequestView } from './request.ts';
import type { ResponseHead, SseEvent } from './response.ts';
import type { Usage } from './usage.ts';

/** The answer that a stage is opened for. */
export interface ResponseOpening {
  readonly request: RequestView;
  readonly endpoint: EndpointTarget;
  readonly head: ResponseHead;
  /** Tells the gateway the usage. The last report counts. */
  readonly report: (usage: Usage) => void;
}

/**
 * Reads one answer. Every method is optional; the gateway splits or collects only what a stage asks for.
 * A stage that throws is cut off and named in a metric; the answer flows on.
 */
export interface ResponseStage {
  /** Each server-sent event of a `text/event-stream` answer. A rewriting stage returns the bytes to send instead (empty: drop it). */
  onEvent?(event: SseEvent): Uint8Array | void;
  /** The whole body of any other answer, if it is at most 4 MiB. A rewriting stage returns the body to send instead. */
  onBody?(body: Uint8Array): Uint8Array | void;
  /** Each chunk of any other answer as it passes, however many there are. Not to be changed, nor kept. */
  onChunk?(chunk: Uint8Array): void;
  /**
   * The answer is complete. A promise asks the exchange to wait, at most 1 s, with counting what was used: reports made
   * until it resolves count. Neither client nor slot wait. One that rejects is told like a throw.
   */
  onEnd?(): void | Promise<void>;
  /** The answer broke off: the client left or the backend failed. Report here what was seen. A promise means the same as at the end. */
  onCancel?(): void | Promise<void>;
}

/** Reads or rewrites answers and reports usage. One instance per endpoint. */
export interface ResponseProcessor {
  /** `observe` must not change bytes; `rewrite` may. */
  readonly mode: 'observe' | 'rewrite';
  /** A stage for this answer, or `undefined` to leave it alone. */
  open(opening: ResponseOpening): ResponseStage | undefined;
  close?(): void | Promise<void>;
}

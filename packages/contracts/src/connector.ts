import type { AttemptOutcome, FailureReason } from './outcome.ts';
import type { ResponseHead, SseEvent } from './response.ts';
import type { EndpointTarget } from './endpoint.ts';
import type { HeaderPairs } from './headers.ts';
import type { RequestBody } from './request.ts';

/** One try to get an answer from one endpoint: what goes on the wire. */
export interface Attempt {
  /** The endpoint to connect to. */
  readonly endpoint: EndpointTarget;
  /** Method of the request line, e.g. `POST`. */
  readonly method: string;
  /** Path and query of the request line, the endpoint's base path included. */
  readonly target: string;
  /**
   * Header lines, ready to send: hop-by-hop headers and those of the gateway are removed, the credential's are added. Has no
   * `host` and no `content-length`: the connector adds what the connection needs.
   */
  readonly headers: HeaderPairs;
  /** The body to send. Of kind `stream`, it can be read once. */
  readonly body: RequestBody;
  /**
   * Protocol to switch to, e.g. `websocket`; absent for ordinary requests. If the backend agrees, the sink gets a head of
   * status 101, then `onData` with what the backend sends; the body is read and sent from then on. If the backend does not
   * agree, its answer is an ordinary one and the body is not read.
   */
  readonly upgrade?: string | undefined;
}

/**
 * Receives one answer while it arrives. Order of calls: `onHead` once, `onData` any number of times, then either `onEnd` or
 * `onError` once. No call comes before `send` has returned, and none after `abort`. The methods never throw.
 */
export interface ResponseSink {
  /** The status line and the headers. Informational answers (1xx other than 101) are left out. */
  onHead(head: ResponseHead): void;
  /** A part of the body, as soon as it was read. The chunk belongs to the sink: the connector must not write to it again. */
  onData(chunk: Uint8Array): void;
  /** The answer is complete. `trailers` is empty if there were none. */
  onEnd(trailers: HeaderPairs): void;
  /** The answer will not be completed. May come before `onHead`. */
  onError(error: TransportError): void;
}

/** Why no answer came, or only a part of one. A plain value: it is passed to `onError`, not thrown. */
export interface TransportError {
  /** What went wrong on the connection. */
  readonly reason: Exclude<FailureReason, 'status' | 'stream' | 'credential'>;
  /** One sentence for logs. It may name the backend, so clients never get it. */
  readonly message: string;
}

/** Controls one attempt while it runs. No method throws; after the end of the attempt they do nothing. */
export interface AttemptHandle {
  /** Closes the exchange with the backend at once. The sink gets no further call. */
  abort(): void;
  /** Asks for no more `onData` until `resume`: the client reads more slowly than the backend sends. */
  pause(): void;
  /** Ends a pause. */
  resume(): void;
}

/** An answer, for `Connector.classify`. */
export interface Answer {
  /** Status line and headers. */
  readonly head: ResponseHead;
  /** The first bytes of the body, at most 64 KiB, if the status is 400 or above; empty otherwise. As received: may be compressed. */
  readonly body: Uint8Array;
}

/** The result of one probe. */
export interface ProbeResult {
  /** Whether the endpoint may get requests. */
  readonly healthy: boolean;
  /** From sending the probe to its answer, in milliseconds. */
  readonly latencyMs: number;
}

/** Receives the results of probes. */
export interface ProbeSink {
  /** Called after every probe, also if nothing has changed. Never throws. */
  onProbe(result: ProbeResult): void;
}

/** Talks to a family of backends and knows what their answers mean. One instance per endpoint. */
export interface Connector {
  /**
   * Starts an attempt at once and returns without waiting. Must not throw: what goes wrong reaches `sink.onError` later. (If it
   * throws all the same, the attempt counts as failed with reason `protocol`.)
   */
  send(attempt: Attempt, sink: ResponseSink): AttemptHandle;
  /**
   * What an answer, or the lack of one, means. Synchronous, without side effects; must not throw. Called for a status of 400 or
   * above, for a transport error, and, if `inspect` found a throttle that names no wait, with the head of that stream as if
   * it had the status of the error.
   */
  classify(result: Answer | TransportError): AttemptOutcome;
  /**
   * What an event of a stream with a good status means. Synchronous; must not throw.
   *
   * - `preamble`: says nothing yet. It is held back (at most 64 KiB), so that another endpoint can still be tried.
   * - `content`: the answer is the client's from here on.
   * - an outcome: the backend reports an error inside the stream.
   *
   * Called for every event until the first `content`, later only for events that look like errors. Default: `content`.
   */
  inspect?(event: SseEvent): 'preamble' | 'content' | AttemptOutcome;
  /**
   * Checks the endpoint from time to time and reports to `sink`, the first time soon. Returns a function that stops it; it may
   * be called more than once. Without this method the endpoint counts as healthy.
   */
  probe?(endpoint: EndpointTarget, sink: ProbeSink): () => void;
  /** Closes connections. Called once, when no generation uses the instance any more; may reject. */
  close?(): void | Promise<void>;
}

import type { AttemptOutcome, FailureReason } from './outcome.ts';
import type { EndpointTarget } from './endpoint.ts';
import type { HeaderPairs } from './headers.ts';
import type { RequestBody } from './request.ts';
import type { ResponseHead, SseEvent } from './response.ts';

/** One try to get an answer from one endpoint: what goes on the wire. */
export interface Attempt {
  readonly endpoint: EndpointTarget;
  readonly method: string;
  /** Full path and query for the request line, the endpoint's base path included. */
  readonly target: string;
  /** Ready to send: hop-by-hop and internal headers are gone, the credential's are in. Has no `host` and no `content-length`. */
  readonly headers: HeaderPairs;
  readonly body: RequestBody;
  /**
   * Protocol to switch to, e.g. `websocket`. If the backend agrees, the sink is told a head of status 101, then `onData`
   * with what the backend sends, and the body goes to the backend from then on. If not, its answer is an ordinary one.
   */
  readonly upgrade?: string | undefined;
}

/** Told of an answer as it arrives, in this order: `onHead`, `onData`s, then `onEnd` or `onError` once. Nothing after `abort`. */
export interface ResponseSink {
  onHead(head: ResponseHead): void;
  /** The chunk belongs to the sink: the connector won't write to it again. */
  onData(chunk: Uint8Array): void;
  onEnd(trailers: HeaderPairs): void;
  /** Instead of `onEnd`; may come before `onHead`. */
  onError(error: TransportError): void;
}

/** Why no (whole) answer came. A plain value, not thrown. */
export interface TransportError {
  readonly reason: Exclude<FailureReason, 'status' | 'stream' | 'credential'>;
  /** For logs: may name the backend, so it is never shown to a client. */
  readonly message: string;
}

/** Holds one attempt while it runs. */
export interface AttemptHandle {
  /** Closes the exchange with the backend. The sink hears nothing more. Does nothing after the end. */
  abort(): void;
  /** Asks for no more data until `resume`: back-pressure from the client. */
  pause(): void;
  resume(): void;
}

/** An answer, for classification. `body` is its beginning (up to 64 KiB) for statuses of 400 and above, else empty. */
export interface Answer {
  readonly head: ResponseHead;
  readonly body: Uint8Array;
}

/** What a probe found. */
export interface ProbeResult {
  readonly healthy: boolean;
  readonly latencyMs: number;
}

/** Told what probes found. */
export interface ProbeSink {
  onProbe(result: ProbeResult): void;
}

/** Talks to a family of backends and knows what their answers mean. One instance per endpoint. */
export interface Connector {
  /** Starts an attempt at once. Never throws: what goes wrong reaches the sink, not before this returns. */
  send(attempt: Attempt, sink: ResponseSink): AttemptHandle;
  /** What an answer, or the lack of one, means. Synchronous and pure. */
  classify(result: Answer | TransportError): AttemptOutcome;
  /**
   * What an event at the beginning of a good stream means: `preamble` says nothing yet and is held back,
   * `content` commits the answer to the client, an outcome is an error that came inside the stream.
   * Asked until the first `content` only. Without it every event is content.
   */
  inspect?(event: SseEvent): 'preamble' | 'content' | AttemptOutcome;
  /** Watches the endpoint until the returned function is called; the first result comes soon. */
  probe?(endpoint: EndpointTarget, sink: ProbeSink): () => void;
  close?(): void | Promise<void>;
}

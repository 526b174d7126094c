import type { HeaderPairs } from './headers.ts';

/** The body of a request. */
export type RequestBody =
  /** There is no body. */
  | { readonly kind: 'none' }
  /** The body was read whole. It can be sent any number of times. */
  | {
      readonly kind: 'bytes';
      /** All of it, as the client sent it. Must not be changed. */
      readonly bytes: Uint8Array;
    }
  /** The body can be read once, so the request gets one attempt. */
  | {
      readonly kind: 'stream';
      /** Bytes, if the client said it. */
      readonly length: number | undefined;
      /** Yields the body. Throws if the client stops sending. */
      readonly chunks: AsyncIterable<Uint8Array>;
    };

/** A request as it arrived, or as request processors left it. */
export interface GatewayRequest {
  /** Value of `x-request-id`: the client's own if it is valid, otherwise made by the gateway. */
  readonly id: string;
  /** As sent. Upper case for the standard methods. */
  readonly method: string;
  /** As sent, still percent-encoded, without the query. Begins with `/`. */
  readonly path: string;
  /** As sent, with its `?`; empty if there is none. */
  readonly query: string;
  /** As sent. Must not be changed. */
  readonly headers: HeaderPairs;
  /** What the client sent after the headers. */
  readonly body: RequestBody;
  /**
   * Protocol that the client wants to switch to (RFC 9110, section 7.8), lower case, e.g. `websocket`; absent for ordinary
   * requests. The body is then the stream of what the client sends after the switch, and is not read before it.
   */
  readonly upgrade?: string | undefined;
}

/** A request as plugins see it, with what the gateway found out about it. */
export interface RequestView extends GatewayRequest {
  /** The model or deployment that the request names, or `undefined`. The first read may parse the body. */
  readonly model: string | undefined;
  /** Estimated tokens: prompt plus expected answer. At least 1; 0 for request processors, which run before the estimate. */
  readonly cost: number;
  /** Name of the profile, or `undefined` for an anonymous caller. */
  readonly profile: string | undefined;
  /** The body parsed as JSON, if it is a JSON object that was read whole; otherwise `undefined`. Parsed at most once. Never throws. */
  json(): unknown;
}

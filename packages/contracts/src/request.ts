import type { HeaderPairs } from './headers.ts';

/** What the client sent after the head. */
export type RequestBody =
  | { readonly kind: 'none' }
  /** Read whole; may be sent as often as needed. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Too large to keep: can be read once, so the request gets one attempt. `length` in bytes, if the client said it. */
  | {
      readonly kind: 'stream';
      readonly length: number | undefined;
      readonly chunks: AsyncIterable<Uint8Array>;
    };

/** A request as it arrived, or as request processors left it. */
export interface GatewayRequest {
  /** Value of `x-request-id`: the client's own if sane, else made by the gateway. */
  readonly id: string;
  /** As sent, upper case for the standard methods. */
  readonly method: string;
  /** As sent, still percent-encoded, without the query. Begins with `/`. */
  readonly path: string;
  /** As sent, with its `?`; empty if there is none. */
  readonly query: string;
  readonly headers: HeaderPairs;
  readonly body: RequestBody;
  /**
   * Protocol that the client wants to switch to (RFC 9110, section 7.8), lower case: `websocket`. The body is then the
   * stream of what it sends after the switch, and not read before that.
   */
  readonly upgrade?: string | undefined;
}

/** What balancers, request processors and response processors may know of a request. */
export interface RequestView extends GatewayRequest {
  /** The model or deployment that the request names, if it names one. */
  readonly model: string | undefined;
  /** Estimated tokens: prompt plus expected answer. */
  readonly cost: number;
  /** Name of the profile, or `undefined` for an anonymous caller. */
  readonly profile: string | undefined;
  /** The body parsed as JSON, at most once; `undefined` if it isn't JSON or wasn't read whole. */
  json(): unknown;
}

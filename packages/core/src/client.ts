import type { GatewayRequest, HeaderPairs, LanewayError, RequestBody } from '@laneway/contracts';

/** A request as the server hands it over: its body may not have been read yet. */
export interface IncomingRequest extends Omit<GatewayRequest, 'body'> {
  readonly body:
    | RequestBody
    /** Read by `ClientSink.readBody` when the caller is known. `length` in bytes, if the client said it. */
    | { readonly kind: 'unread'; readonly length: number | undefined };
}

/**
 * Receives an answer: `onHead`, any number of `onData`, and `onEnd` or `onBreak`; or `onRefusal` alone.
 * Nothing is called after `ExchangeHandle.cancel`.
 */
export interface ClientSink {
  /**
   * Reads the body of a request that came with `unread`: the caller is known, and may be told to send it. Called at most once.
   * `onBody` is not called if the body cannot be read; `ExchangeHandle.refuse` or `cancel` ends the exchange then.
   */
  readBody?(onBody: (body: RequestBody) => void): void;
  /**
   * The status line and headers, hop-by-hop headers removed, Laneway's own added. If they declare a length, the first
   * bytes or the end follow in the same tick.
   */
  onHead(status: number, statusText: string, headers: HeaderPairs): void;
  /** Returns false to ask for a pause, which `ExchangeHandle.resume` ends. The chunk belongs to the sink from now on. */
  onData(chunk: Uint8Array): boolean;
  onEnd(trailers: HeaderPairs): void;
  /** The answer cannot be completed: the sink must close the connection, so that the client notices. */
  onBreak(): void;
  /** The gateway answers with an error of its own. `headers` are Laneway's; `body` is JSON in the caller's dialect. */
  onRefusal(error: LanewayError, headers: HeaderPairs, body: string): void;
}

/** What the server may do with an exchange. */
export interface ExchangeHandle {
  readonly id: string;
  /** The client has left: gives back at once all that the exchange holds. Does nothing after the exchange's end. */
  cancel(): void;
  /** The rest of the request cannot be read: answers with this error. Does nothing once the answer has begun. */
  refuse(error: LanewayError): void;
  /** The client can take data again. */
  resume(): void;
}

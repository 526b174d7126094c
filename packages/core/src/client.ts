import type { HeaderPairs, LanewayError } from '@laneway/contracts';

/**
 * Receives an answer: `onHead`, any number of `onData`, and `onEnd` or `onBreak`; or `onRefusal` alone.
 * Nothing is called after `ExchangeHandle.cancel`.
 */
export interface ClientSink {
  /**
   * The status line and the headers, without those for one hop and with Laneway's own. If they declare a length, the first
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
  /** The client can take data again after a pause. */
  resume(): void;
}

import type { HeaderPairs, LanewayError } from '@laneway/contracts';

/**
 * Where an answer goes: told `onHead`, `onData`s and `onEnd`, or `onRefusal` alone.
 * `onBreak` may end it after `onHead`. Nothing is called after `ExchangeHandle.cancel`.
 */
export interface ClientSink {
  /**
   * The status line and headers, hop-by-hop headers removed, Laneway's own added. If they declare a length, the first
   * bytes or the end follow in the same tick.
   */
  onHead(status: number, statusText: string, headers: HeaderPairs): void;
  /** Returns false to ask for a pause; `ExchangeHandle.resume` ends it. The chunk belongs to the sink. */
  onData(chunk: Uint8Array): boolean;
  onEnd(trailers: HeaderPairs): void;
  /** The answer can't be completed: close the connection so that the client notices. */
  onBreak(): void;
  /** The gateway answers for itself. `headers` are Laneway's own; the body is the sink's to write. */
  onRefusal(error: LanewayError, headers: HeaderPairs): void;
}

/** The server's hold on an exchange. */
export interface ExchangeHandle {
  readonly id: string;
  /** The client has left: everything the exchange holds is given back at once. Does nothing after its end. */
  cancel(): void;
  /** The client can take data again. */
  resume(): void;
}

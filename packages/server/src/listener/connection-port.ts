import type { ListenerContext } from './listener-context.ts';

/** The part of a connection that an exchange uses. */
export interface ConnectionPort {
  readonly context: ListenerContext;
  /** The answer is sent but the client still sends: gives it time to read the answer, then closes the connection. */
  closeSoon(): void;
  /** The gateway is done with the exchange. */
  onExchangeOver(): void;
}

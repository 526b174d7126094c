import type { ListenerContext } from './listener-context.ts';

/** What an exchange needs of its connection. */
export interface ConnectionPort {
  readonly context: ListenerContext;
  /** The answer is out but the client still sends: gives it a moment to read the answer, then closes the connection. */
  closeSoon(): void;
  /** The gateway is done with the exchange. */
  onExchangeOver(): void;
}

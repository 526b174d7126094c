import type { ListenerContext } from './listener-context.ts';
import type { ProxyRequest } from './proxy-request.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** The part of a connection that an exchange uses. */
export interface ConnectionPort {
  readonly context: ListenerContext;
  /** Opened beyond the limit of connections: only probes are answered, and the connection closes after one answer. */
  readonly isSurplus: boolean;
  /** The exchange in progress is the last one: what the client sends after its request is ignored. */
  takeNoMore(): void;
  /** The answer is out but the client still sends: gives it a moment to read the answer, then closes the connection. */
  closeSoon(): void;
  /** Sends the answer to a request that could not be read to its end, and stops sending. */
  endWith(answer: WholeAnswer, requestId: string, request?: ProxyRequest): void;
  /** The gateway is done with the exchange. */
  onExchangeOver(): void;
}

import type { GatewayEvent } from './events.ts';

/** Is told the facts. */
export interface TelemetrySink {
  /** Takes note of an event. Never throws, blocks or changes anything. */
  record(event: GatewayEvent): void;
  /** Resolves when everything recorded so far has left. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

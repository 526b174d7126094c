import type { GatewayEvent } from './events.ts';

/** Receives the events of the gateway, e.g. to log or count them. One instance per use in the config. */
export interface TelemetrySink {
  /**
   * Takes an event. Called synchronously, in the order in which things happen, on the request path: must not block. Must not change
   * the event; it may keep it. Must not throw; what it throws is dropped.
   */
  record(event: GatewayEvent): void;
  /** Resolves when all events recorded so far have been passed on. May be called at any time, also several times at once. */
  flush(): Promise<void>;
  /** Passes the rest on and closes. Called once, when no generation uses the instance any more; later events are ignored. */
  close(): Promise<void>;
}

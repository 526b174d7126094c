import type { GatewayEvent, QuotaStore, WarningSubject } from '@laneway/contracts';

import type { Affinity } from '../dialect/affinity.ts';
import type { Dispatcher } from '../queue/dispatcher.ts';
import type { Generation } from '../generation/generation.ts';
import type { TicketTimers } from '../queue/ticket.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';

/** What an exchange finds in the gateway that runs it. */
export interface Engine {
  readonly wheel: TimerWheel;
  readonly dispatcher: Dispatcher;
  readonly quotas: QuotaStore;
  readonly affinity: Affinity;
  /** Whether answers carry `x-laneway-*` headers. */
  readonly responseHeaders: boolean;
  readonly keepsDecisions: boolean;
  /** Whether anybody listens to events: none is made otherwise. */
  readonly hasSinks: boolean;
  /** Share of traces that begin here and are sampled, 0 to 1; `undefined`: traces are off, and none is made. */
  readonly traceSampling: number | undefined;
  readonly random: () => number;
  readonly ticketTimers: TicketTimers;
  /** Clock time in milliseconds. */
  now(): number;
  nextSequence(): number;
  /** The one that serves new requests. */
  generation(): Generation;
  record(event: GatewayEvent): void;
  warn(subject: WarningSubject, name: string, message: string): void;
  /** A plugin threw where it must not. */
  blame(plugin: string, error: unknown): void;
  /** An exchange has ended. */
  onEnded(): void;
}

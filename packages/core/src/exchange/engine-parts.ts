import type { GatewayEvent, WarningSubject } from '@laneway/contracts';

import type { Affinity } from '../routing/affinity.ts';
import type { DecisionLog } from './decision.ts';
import type { Dispatcher } from '../queue/dispatcher.ts';
import type { Generation } from '../generation/generation.ts';
import type { TicketTimers } from '../queue/ticket.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';

/** The parts of the gateway that an exchange uses. */
export interface EngineParts {
  readonly wheel: TimerWheel;
  readonly dispatcher: Dispatcher;
  readonly affinity: Affinity;
  /** Whether answers carry `x-laneway-*` headers. */
  readonly responseHeaders: boolean;
  /** `undefined`: decision records are not kept, and none is made. */
  readonly decisions: DecisionLog | undefined;
  /** Whether there is a telemetry sink: without one, no event is made. */
  readonly hasSinks: boolean;
  /** Whether the gateway is shutting down and refuses new requests. */
  readonly draining: boolean;
  /** Share of traces that begin here and are sampled, 0 to 1; `undefined`: traces are off, and none is made. */
  readonly traceSampling: number | undefined;
  readonly random: () => number;
  readonly ticketTimers: TicketTimers;
  /** Clock time in milliseconds. */
  now(): number;
  nextSequence(): number;
  /** The generation that serves new requests. */
  generation(): Generation;
  record(event: GatewayEvent): void;
  warn(subject: WarningSubject, name: string, message: string): void;
  /** Reports that a plugin threw where it must not. */
  blame(plugin: string, error: unknown): void;
  /** An exchange has begun; `onEnded` follows. */
  onBegun(): void;
  /** An exchange has ended and is settled. */
  onEnded(): void;
}

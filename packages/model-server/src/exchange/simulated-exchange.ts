import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@laneway/contracts';
import type { StoredObjects } from '../answers/stored-objects.ts';
import type { ModelServerBehaviour } from '../behaviour.ts';
import type { Capacity } from '../capacity/demand.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { HoldingPen } from './holding-pen.ts';
import type { OpenEntry } from '../ledger/ledger-entry.ts';

/** One request with its one response, and what of the server it has to do with. */
export interface SimulatedExchange {
  readonly entry: OpenEntry;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the response is closed: before it is complete, because its connection is gone. */
  readonly gone: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  /** As it was when the request arrived. */
  readonly behaviour: ModelServerBehaviour;
  readonly capacity: Capacity;
  readonly faults: FaultPlan;
  readonly pen: HoldingPen;
  readonly objects: StoredObjects;
  /** See `ModelCall.idSuffix`. */
  readonly idSuffix: string;
  /** To be called after every change of the entry that somebody may wait for. */
  readonly changed: () => void;
}

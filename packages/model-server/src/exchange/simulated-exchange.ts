import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@laneway/contracts';
import type { StoredObjects } from '../answers/stored-objects.ts';
import type { ModelServerBehaviour } from '../behaviour.ts';
import type { Capacity } from '../capacity/demand.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { HeldRequests } from './held-requests.ts';
import type { OpenEntry } from '../ledger/ledger-entry.ts';

/** A request, its response, and the parts of the server that serve it. */
export interface SimulatedExchange {
  readonly entry: OpenEntry;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the response closes. Before its end, that means that the connection is gone. */
  readonly gone: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  /** The behaviour at the arrival of the request. */
  readonly behaviour: ModelServerBehaviour;
  readonly capacity: Capacity;
  readonly faults: FaultPlan;
  readonly held: HeldRequests;
  readonly objects: StoredObjects;
  /** See `ModelCall.idSuffix`. */
  readonly idSuffix: string;
  /** Must be called after every change of the entry. */
  readonly changed: () => void;
}

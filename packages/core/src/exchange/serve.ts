import { admit } from './admission.ts';
import { AttemptLoop } from './attempt-loop.ts';
import type { ClientSink, ExchangeHandle, IncomingRequest } from '../client.ts';
import { DecisionRecord } from './decision.ts';
import type { EngineParts } from './engine-parts.ts';
import { Exchange } from './exchange.ts';
import { decisionOf } from './explain.ts';
import { QueuedRequest } from './queued-request.ts';
import { settle } from './settlement.ts';

/**
 * The life of a request:
 *
 * 1. `admit` identifies the caller and finds the profile by the head alone, reads the body, runs the request processors, chooses
 *    lane, facade and route, takes the estimated tokens from the profile's quota, and submits a ticket to the dispatcher.
 * 2. `QueuedRequest` is the ticket's owner: the request waits in its lane until the dispatcher leases it a slot. With room
 *    and nobody ahead, that is within `submit`.
 * 3. `AttemptLoop` uses the slot: it sends the request to the endpoint and passes the answer on to the client. A failure
 *    before the first byte of the answer is tried again there, or goes back to 2 for another endpoint.
 * 4. `Exchange.end` is the only way out, for an answer, an error and a client that left alike.
 * 5. `settle` replaces estimates by what was used, and records the exchange.
 *
 * Each step runs in the call that made it possible; nothing polls. `client` may have got its whole answer when this returns.
 */
export function serve(engine: EngineParts, request: IncomingRequest, client: ClientSink): ExchangeHandle {
  engine.onBegun();
  const exchange = new Exchange(engine, request, client, settle);
  const queue = new QueuedRequest(exchange);
  exchange.connect(queue, new AttemptLoop(exchange, queue));
  if (engine.decisions !== undefined) engine.decisions.add(recordOf(exchange));
  admit(exchange);
  return exchange;
}

function recordOf(exchange: Exchange): DecisionRecord {
  const record = new DecisionRecord(exchange.id, () => decisionOf(exchange));
  exchange.record = record;
  return record;
}

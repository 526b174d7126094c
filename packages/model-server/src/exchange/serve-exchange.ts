import type { IncomingMessage } from 'node:http';
import { withHeaders } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import type { Demand, Refusal } from '../capacity/demand.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';
import { breakConnection } from '../faults/break-connection.ts';
import { withFault } from '../faults/with-fault.ts';
import { faultAnswer } from '../faults/fault-answer.ts';
import { needsNoAnswer, isHarmless } from '../faults/fault.ts';
import type { Fault } from '../faults/fault.ts';
import { throttleAnswer } from '../faults/throttle-answer.ts';
import { admit } from './admission.ts';
import type { Continuation } from './held-requests.ts';
import { recordBody, recordEnding } from '../ledger/ledger-entry.ts';
import type { Ending, OpenEntry } from '../ledger/ledger-entry.ts';
import { modelAnswer } from './model-answer.ts';
import { maxTokensOf, promptOf } from './new-call.ts';
import { pauseUntil } from '../wire/pause-until.ts';
import { isGeneration } from '../route.ts';
import type { Route } from '../route.ts';
import { sendAsGenerated, sendAtOnce } from './send-answer.ts';
import type { Sent } from '../wire/deliver.ts';

/** Serves a request from its head to its end. The only place that ends its ledger entry. */
export async function serveExchange(exchange: SimulatedExchange): Promise<void> {
  const { entry, clock } = exchange;
  const body = await wholeBody(exchange.message);
  const sent = body === undefined ? 'gone' : await serveBody(exchange, body);
  recordEnding(entry, endingOf(entry, sent), clock.nowMs());
}

async function serveBody(exchange: SimulatedExchange, body: Buffer): Promise<Sent> {
  const { entry, clock, faults, gone, behaviour } = exchange;
  const arrivedAtMs = clock.nowMs();
  recordBody(entry, body, arrivedAtMs);
  exchange.changed();
  const next = await afterDelay(exchange, { fault: faults.forRequest(entry), sinceMs: arrivedAtMs });
  if (gone.aborted) return 'gone';
  if (next.fault !== undefined && needsNoAnswer(next.fault)) return play(exchange, next.fault);
  const admission = admit(entry, behaviour);
  if ('refusal' in admission) return sendAtOnce(exchange, admission.refusal);
  const { route } = admission;
  return isGeneration(route.operation) ? generate(exchange, route, next) : respond(exchange, route, next);
}

/** Waits for the delay of a `slow-headers` fault and returns what follows it. */
async function afterDelay(exchange: SimulatedExchange, next: Continuation): Promise<Continuation> {
  const { fault, sinceMs } = next;
  if (fault?.kind !== 'slow-headers') return next;
  const untilMs = sinceMs + fault.delayMs;
  exchange.entry.fault = fault.kind;
  await pauseUntil(exchange.clock, untilMs, exchange.gone);
  return afterDelay(exchange, { fault: fault.next, sinceMs: untilMs });
}

async function play(exchange: SimulatedExchange, fault: Fault): Promise<Sent> {
  const { entry, response, gone, clock } = exchange;
  entry.fault = fault.kind;
  const answer = faultAnswer(fault, clock.nowMs());
  if (answer !== undefined) return sendAtOnce(exchange, answer);
  // A black hole keeps the connection open until the client leaves.
  return breakConnection(fault, response) ? 'sent' : left(gone);
}

async function generate(exchange: SimulatedExchange, route: Route, next: Continuation): Promise<Sent> {
  const { entry, capacity, clock, behaviour } = exchange;
  const demand: Demand = { ...promptOf(entry, behaviour), maxTokens: maxTokensOf(entry.json) };
  const refusal = capacity.admit(demand, next.sinceMs);
  if (refusal !== undefined) return sendAtOnce(exchange, refusedAnswer(exchange, refusal, next.sinceMs));
  let sent: Sent = 'gone';
  try {
    sent = await respond(exchange, route, next);
  } finally {
    capacity.settle(demand, sent === 'sent' ? entry.usage : undefined, clock.nowMs());
  }
  return sent;
}

function refusedAnswer(
  { capacity }: SimulatedExchange,
  { retryAfterMs, headers }: Refusal,
  nowMs: number,
): Answer {
  const answer = throttleAnswer({ form: 'azure', retryAfterMs, nowMs });
  return withHeaders(answer, { ...capacity.headers(nowMs), ...headers });
}

async function respond(exchange: SimulatedExchange, route: Route, arrival: Continuation): Promise<Sent> {
  const { entry, gone, behaviour } = exchange;
  const { fault, sinceMs } = await afterHold(exchange, route, arrival);
  if (gone.aborted) return 'gone';
  if (fault !== undefined && needsNoAnswer(fault)) return play(exchange, fault);
  const plain = modelAnswer(exchange, route);
  const answer = withFault(plain, fault, behaviour.lineEnding);
  if (fault !== undefined && answer !== plain) entry.fault = fault.kind;
  const isPaced = isGeneration(route.operation);
  const sent = await (isPaced ? sendAsGenerated(exchange, answer, sinceMs) : sendAtOnce(exchange, answer));
  entry.usageReported = sent === 'sent' && answer.reported !== undefined && !isFaulted(entry);
  return sent;
}

/** Waits while the request is held. A fault of the release replaces the fault of the arrival. */
async function afterHold(
  exchange: SimulatedExchange,
  route: Route,
  arrival: Continuation,
): Promise<Continuation> {
  const { entry, held, gone, behaviour } = exchange;
  const { hold } = behaviour;
  const isHeld = route.operation !== 'probe' && (typeof hold === 'function' ? hold(entry) : hold);
  if (!isHeld) return arrival;
  const { fault, sinceMs } = await afterDelay(exchange, await held.hold(entry, 'head', gone));
  return { fault: fault ?? arrival.fault, sinceMs };
}

/** The body. `undefined` if the client left before it was complete. */
function wholeBody(message: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('close', () => resolve(undefined));
    // `close` follows every error.
    message.once('error', () => {});
  });
}

function left(gone: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    if (gone.aborted) return resolve('gone');
    gone.addEventListener('abort', () => resolve('gone'), { once: true });
  });
}

function isFaulted({ fault }: OpenEntry): boolean {
  return fault !== undefined && !isHarmless(fault);
}

function endingOf(entry: OpenEntry, sent: Sent): Ending {
  // To the delivery, a reset by the server looks like a client that has left.
  if (sent === 'gone') return entry.fault === 'reset-mid-body' ? 'faulted' : 'client-closed';
  if (entry.status === 429) return 'throttled';
  return isFaulted(entry) ? 'faulted' : 'completed';
}

import type { IncomingMessage } from 'node:http';
import { withHeaders } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import type { Demand, Refusal } from '../capacity/demand.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';
import { breakConnection } from '../faults/break-connection.ts';
import { distorted } from '../faults/distorted.ts';
import { faultAnswer } from '../faults/fault-answer.ts';
import { actsAlone, isHarmless } from '../faults/fault.ts';
import type { Fault } from '../faults/fault.ts';
import { throttleAnswer } from '../faults/throttle-answer.ts';
import { frontDoor } from './front-door.ts';
import type { Turn } from './holding-pen.ts';
import { recordBody, recordEnding } from '../ledger/ledger-entry.ts';
import type { Ending, OpenEntry } from '../ledger/ledger-entry.ts';
import { modelAnswer } from './model-answer.ts';
import { maxTokensOf, promptOf } from './new-call.ts';
import { pauseUntil } from '../wire/pause-until.ts';
import { isGeneration } from '../route.ts';
import type { Route } from '../route.ts';
import { sendAsGenerated, sendAtOnce } from './send-answer.ts';
import type { Sent } from '../wire/deliver.ts';

/** Serves a request from its head to its end; its ledger entry is closed in here and nowhere else. */
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
  const turn = await afterDelay(exchange, { fault: faults.forRequest(entry), sinceMs: arrivedAtMs });
  if (gone.aborted) return 'gone';
  if (turn.fault !== undefined && actsAlone(turn.fault)) return play(exchange, turn.fault);
  const admission = frontDoor(entry, behaviour);
  if ('refusal' in admission) return sendAtOnce(exchange, admission.refusal);
  const { route } = admission;
  return isGeneration(route.operation) ? generate(exchange, route, turn) : respond(exchange, route, turn);
}

/** Waits as long as a fault wants and gives what is left of it. */
async function afterDelay(exchange: SimulatedExchange, turn: Turn): Promise<Turn> {
  const { fault, sinceMs } = turn;
  if (fault?.kind !== 'slow-headers') return turn;
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
  // A black hole breaks nothing: it waits for the client to give up.
  return breakConnection(fault, response) ? 'sent' : left(gone);
}

async function generate(exchange: SimulatedExchange, route: Route, turn: Turn): Promise<Sent> {
  const { entry, capacity, clock, behaviour } = exchange;
  const demand: Demand = { ...promptOf(entry, behaviour), maxTokens: maxTokensOf(entry.json) };
  const refusal = capacity.admit(demand, turn.sinceMs);
  if (refusal !== undefined) return sendAtOnce(exchange, refusedAnswer(exchange, refusal, turn.sinceMs));
  let sent: Sent = 'gone';
  try {
    sent = await respond(exchange, route, turn);
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

async function respond(exchange: SimulatedExchange, route: Route, arrival: Turn): Promise<Sent> {
  const { entry, gone, behaviour } = exchange;
  const { fault, sinceMs } = await heldTurn(exchange, route, arrival);
  if (gone.aborted) return 'gone';
  if (fault !== undefined && actsAlone(fault)) return play(exchange, fault);
  const plain = modelAnswer(exchange, route);
  const answer = distorted(plain, fault, behaviour.lineEnding);
  if (fault !== undefined && answer !== plain) entry.fault = fault.kind;
  const isPaced = isGeneration(route.operation);
  const sent = await (isPaced ? sendAsGenerated(exchange, answer, sinceMs) : sendAtOnce(exchange, answer));
  entry.usageReported = sent === 'sent' && answer.reported !== undefined && !isSpoilt(entry);
  return sent;
}

/** The turn after the hold, if there is one; the fault of the arrival stands unless the release brings another. */
async function heldTurn(exchange: SimulatedExchange, route: Route, arrival: Turn): Promise<Turn> {
  const { entry, pen, gone, behaviour } = exchange;
  const { hold } = behaviour;
  const isHeld = route.operation !== 'probe' && (typeof hold === 'function' ? hold(entry) : hold);
  if (!isHeld) return arrival;
  const { fault, sinceMs } = await afterDelay(exchange, await pen.hold(entry, 'head', gone));
  return { fault: fault ?? arrival.fault, sinceMs };
}

/** The body, or `undefined` when the client left before it was complete. */
function wholeBody(message: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('close', () => resolve(undefined));
    // The close that follows says all there is to say.
    message.once('error', () => {});
  });
}

function left(gone: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    if (gone.aborted) return resolve('gone');
    gone.addEventListener('abort', () => resolve('gone'), { once: true });
  });
}

function isSpoilt({ fault }: OpenEntry): boolean {
  return fault !== undefined && !isHarmless(fault);
}

function endingOf(entry: OpenEntry, sent: Sent): Ending {
  // A reset in mid-stream is ours, though it looks to the delivery as if the client had gone.
  if (sent === 'gone') return entry.fault === 'reset-mid-body' ? 'faulted' : 'client-closed';
  if (entry.status === 429) return 'throttled';
  return isSpoilt(entry) ? 'faulted' : 'completed';
}

import type { IncomingMessage } from 'node:http';
import { withHeaders } from './answers/answer.ts';
import type { Demand } from './capacity/capacity.ts';
import type { Sent } from './wire/deliver.ts';
import { distorted } from './faults/distorted.ts';
import type { Exchange } from './exchange.ts';
import { actsAlone, isHarmless } from './faults/fault.ts';
import type { Fault } from './faults/fault.ts';
import { frontDoor } from './front-door.ts';
import { recordBody, recordEnding } from './ledger-entry.ts';
import type { Ending, OpenEntry } from './ledger-entry.ts';
import { modelAnswer } from './model-answer.ts';
import { maxTokensOf, promptOf } from './new-call.ts';
import { pause } from './pause.ts';
import { breakConnection } from './faults/break-connection.ts';
import { faultAnswer } from './faults/fault-answer.ts';
import { isGeneration } from './route.ts';
import type { Route } from './route.ts';
import { sendAsGenerated, sendAtOnce } from './send-answer.ts';
import { throttleAnswer } from './faults/throttle-answer.ts';

/** Serves a request from its head to its end; its ledger entry is closed in here and nowhere else. */
export async function serveExchange(exchange: Exchange): Promise<void> {
  const { entry, clock } = exchange;
  const body = await wholeBody(exchange.message);
  const sent = body === undefined ? 'gone' : await serveBody(exchange, body);
  recordEnding(entry, endingOf(entry, sent), clock.nowMs());
}

async function serveBody(exchange: Exchange, body: Buffer): Promise<Sent> {
  const { entry, clock, behaviour } = exchange;
  recordBody(entry, body, clock.nowMs());
  exchange.changed();
  const fault = await afterDelay(exchange, exchange.faults.forRequest(entry));
  if (exchange.gone.aborted) return 'gone';
  if (fault !== undefined && actsAlone(fault)) return play(exchange, fault);
  const admission = frontDoor(entry, behaviour);
  if ('refusal' in admission) return sendAtOnce(exchange, admission.refusal);
  const { route } = admission;
  return isGeneration(route.operation) ? generate(exchange, route, fault) : respond(exchange, route, fault);
}

/** Waits as long as a fault wants and gives what is left of it. */
async function afterDelay(exchange: Exchange, fault: Fault | undefined): Promise<Fault | undefined> {
  if (fault?.kind !== 'slow-headers') return fault;
  exchange.entry.fault = fault.kind;
  await pause(exchange.clock, fault.delayMs, exchange.gone);
  return afterDelay(exchange, fault.then);
}

async function play(exchange: Exchange, fault: Fault): Promise<Sent> {
  const { entry, response, gone, clock } = exchange;
  entry.fault = fault.kind;
  const answer = faultAnswer(fault, clock.nowMs());
  if (answer !== undefined) return sendAtOnce(exchange, answer);
  // A black hole breaks nothing: it waits for the client to give up.
  return breakConnection(fault, response) ? 'sent' : left(gone);
}

async function generate(exchange: Exchange, route: Route, fault: Fault | undefined): Promise<Sent> {
  const { entry, capacity, clock, behaviour } = exchange;
  const demand: Demand = { ...promptOf(entry, behaviour), maxTokens: maxTokensOf(entry.json) };
  const refusal = capacity.admit(demand, clock.nowMs());
  if (refusal !== undefined) {
    const nowMs = clock.nowMs();
    const answer = throttleAnswer({ form: 'azure', retryAfterMs: refusal.retryAfterMs, nowMs });
    return sendAtOnce(exchange, withHeaders(answer, { ...capacity.headers(nowMs), ...refusal.headers }));
  }
  let sent: Sent = 'gone';
  try {
    sent = await respond(exchange, route, fault);
  } finally {
    capacity.settle(demand, sent === 'sent' ? entry.usage : undefined, clock.nowMs());
  }
  return sent;
}

async function respond(exchange: Exchange, route: Route, planned: Fault | undefined): Promise<Sent> {
  const { entry, gone, behaviour } = exchange;
  const fault = (await afterDelay(exchange, await held(exchange, route))) ?? planned;
  if (gone.aborted) return 'gone';
  if (fault !== undefined && actsAlone(fault)) return play(exchange, fault);
  const plain = modelAnswer(exchange, route);
  const answer = distorted(plain, fault, behaviour.lineEnding);
  if (fault !== undefined && answer !== plain) entry.fault = fault.kind;
  const send = isGeneration(route.operation) ? sendAsGenerated : sendAtOnce;
  const sent = await send(exchange, answer);
  entry.usageReported = sent === 'sent' && answer.reported !== undefined && !isSpoilt(entry);
  return sent;
}

async function held({ entry, pen, gone, behaviour }: Exchange, route: Route): Promise<Fault | undefined> {
  const { hold } = behaviour;
  if (route.operation === 'probe') return undefined;
  const isHeld = typeof hold === 'function' ? hold(entry) : hold;
  return isHeld ? pen.hold(entry, 'head', gone) : undefined;
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

import type { IncomingMessage } from 'node:http';
import { withHeaders } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Demand } from './capacity.ts';
import { cutterFor } from './cutter.ts';
import { deliver } from './deliver.ts';
import type { Sent } from './deliver.ts';
import { distorted } from './distorted.ts';
import type { Exchange } from './exchange.ts';
import { actsAlone, isHarmless } from './fault.ts';
import type { Fault } from './fault.ts';
import { frontDoor } from './front-door.ts';
import { generationPace } from './generation-pace.ts';
import { recordBody, recordEnding, recordSent } from './ledger-entry.ts';
import type { Ending, OpenEntry } from './ledger-entry.ts';
import { maxTokensOf, newCall, promptOf } from './new-call.ts';
import { perform } from './operations.ts';
import { pause } from './pause.ts';
import { breakConnection, faultAnswer } from './play-fault.ts';
import { isGeneration } from './route.ts';
import type { Route } from './route.ts';
import { throttleAnswer } from './throttle-answer.ts';
import { tracingHeaders } from './tracing-headers.ts';

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
  if ('refusal' in admission) return send(exchange, admission.refusal);
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
  if (answer !== undefined) return send(exchange, answer);
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
    return send(exchange, withHeaders(answer, { ...capacity.headers(nowMs), ...refusal.headers }));
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
  const plain = answerOf(exchange, route);
  const answer = distorted(plain, fault, behaviour.lineEnding);
  if (fault !== undefined && answer !== plain) entry.fault = fault.kind;
  const sent = await send(exchange, answer, isGeneration(route.operation) ? paceOf(exchange) : atOnce);
  entry.usageReported = sent === 'sent' && answer.reported !== undefined && !isSpoilt(entry);
  return sent;
}

async function held({ entry, pen, gone, behaviour }: Exchange, route: Route): Promise<Fault | undefined> {
  const { hold } = behaviour;
  if (route.operation === 'probe') return undefined;
  const isHeld = typeof hold === 'function' ? hold(entry) : hold;
  return isHeld ? pen.hold(entry, 'head', gone) : undefined;
}

function answerOf(exchange: Exchange, route: Route): Answer {
  const { entry, clock, behaviour, capacity, idSuffix } = exchange;
  const call = newCall(exchange, route);
  const answer = perform(call);
  if (!isGeneration(route.operation) || answer.status >= 400) return withHeaders(answer, behaviour.headers);
  entry.usage = call.usage;
  return withHeaders(answer, {
    ...tracingHeaders(entry, call.flavour, idSuffix),
    ...capacity.headers(clock.nowMs()),
    ...behaviour.headers,
  });
}

const atOnce = () => undefined;

function paceOf(exchange: Exchange): (tokens: number) => Promise<void> | undefined {
  const { entry, clock, random, gone, pen, response } = exchange;
  const { firstTokenMs, tokensPerSecond, holdAfterTokens } = exchange.behaviour;
  return generationPace({
    clock,
    gone,
    tokensPerSecond,
    holdAfterTokens,
    startMs: clock.nowMs(),
    firstTokenMs: typeof firstTokenMs === 'function' ? firstTokenMs(entry, random) : firstTokenMs,
    async hold() {
      const fault = await pen.hold(entry, 'stream', gone);
      if (fault === undefined) return;
      entry.fault = 'reset-mid-body';
      response.socket?.resetAndDestroy();
    },
  });
}

function send(exchange: Exchange, answer: Answer, generated: (tokens: number) => Promise<void> | undefined = atOnce): Promise<Sent> {
  const { entry, response, gone, random, clock, behaviour, changed } = exchange;
  return deliver(answer, {
    response,
    gone,
    generated,
    cutter: cutterFor({ cut: behaviour.cut, eventsPerSegment: behaviour.eventsPerSegment, random }),
    onHead(status) {
      entry.status = status;
      entry.headAtMs = clock.nowMs();
      changed();
    },
    onBytes: (bytes) => recordSent(entry, bytes),
  });
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

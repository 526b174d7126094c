import type {
  ErrorCode,
  ExchangeOutcome,
  GatewayRequest,
  HeaderPairs,
  LanewayError,
  Profile,
  QuotaReservation,
  ResponseHead,
  TraceContext,
} from '@laneway/contracts';
import { headerValue, isLanewayError } from '@laneway/contracts';

import { admit } from './admission.ts';
import { asLanewayError } from '../queue/queue-errors.ts';
import { AttemptLoop } from './attempt-loop.ts';
import type { ClientSink, ExchangeHandle } from '../client.ts';
import type { Decision } from './decision.ts';
import { newDecision } from './decision.ts';
import type { Engine } from './engine.ts';
import { exchangeEnded } from './exchange-events.ts';
import type { Facade } from '../routing/facade.ts';
import type { Generation } from '../generation/generation.ts';
import { challenges } from './identify.ts';
import { QueuePlace } from './queue-place.ts';
import { RequestFacts } from '../dialect/request-facts.ts';
import { responseHeaders } from '../attempt/headers.ts';
import type { Ticket } from '../queue/ticket.ts';
import { exchangeTrace } from '../attempt/trace-ids.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

/** How long the books may stay open for what response stages have yet to tell. */
const patienceMs = 1_000;

/**
 * One request with its one response: all that it holds, and the one place where all of it is given back.
 *
 * `admit` brings it to a lane, its `QueuePlace` to a slot, its `AttemptLoop` to an answer; whatever happens, it ends in `end`.
 */
export class Exchange implements ExchangeHandle {
  readonly id: string;
  readonly engine: Engine;
  readonly decision: Decision;
  readonly receivedAtMs: number;
  readonly place: QueuePlace;
  readonly attempts: AttemptLoop;
  /** Its span, if traces are on. */
  readonly trace: TraceContext | undefined;
  request: RequestFacts;
  generation: Generation;
  profile: Profile | undefined;
  facade: Facade | undefined;
  /** Its place in the lanes, once it has one. */
  ticket: Ticket | undefined;
  /** Of the profile's quota. */
  reservation: QuotaReservation | undefined;
  /** To the first byte of an attempt, if the client said so. */
  timeoutMs: number | undefined;
  responseBytes = 0;
  ended = false;
  readonly #client: ClientSink;

  constructor(engine: Engine, generation: Generation, request: GatewayRequest, client: ClientSink) {
    this.id = request.id;
    this.engine = engine;
    this.#client = client;
    this.generation = generation;
    this.request = new RequestFacts(request);
    this.receivedAtMs = engine.now();
    this.decision = newDecision(request.id, this.receivedAtMs);
    this.trace =
      engine.traceSampling === undefined
        ? undefined
        : exchangeTrace(headerValue(request.headers, 'traceparent'), engine.random, engine.traceSampling);
    this.place = new QueuePlace(this);
    this.attempts = new AttemptLoop(this);
    generation.pin();
  }

  begin(): void {
    admit(this);
  }

  cancel(): void {
    if (this.ended) return;
    this.attempts.cancel();
    this.end('cancelled', 'cancelled');
  }

  resume(): void {
    this.attempts.run?.resume();
  }

  /** The exchange belongs to another generation from now on. */
  moveTo(generation: Generation): void {
    if (generation === this.generation) return;
    generation.pin();
    this.generation.unpin();
    this.generation = generation;
  }

  /** The answer begins. */
  sendHead(head: ResponseHead, endpoint: string | undefined): void {
    this.decision.status = head.status;
    this.decision.firstByteMs = this.engine.now() - this.receivedAtMs;
    this.#client.onHead(head.status, head.statusText, this.#headers(responseHeaders(head.headers), endpoint));
  }

  /** Returns false if the client asks for a pause. */
  sendData(chunk: Uint8Array): boolean {
    this.responseBytes += chunk.length;
    return this.#client.onData(chunk);
  }

  sendEnd(trailers: HeaderPairs): void {
    this.#client.onEnd(trailers);
  }

  /** The answer can't be completed. */
  sendBreak(): void {
    this.#client.onBreak();
  }

  /** The gateway answers by itself, without a backend. */
  respond(status: number, headers: HeaderPairs, body: Uint8Array): void {
    this.sendHead(
      { status, statusText: '', headers: [...headers, 'content-length', String(body.length)] },
      undefined,
    );
    if (body.length > 0) this.sendData(body);
    this.sendEnd([]);
    this.end('served', undefined);
  }

  /** The gateway says no. */
  refuse(error: LanewayError, outcome: ExchangeOutcome): void {
    if (this.ended) return;
    this.decision.status = error.traits.status;
    const lines = this.guard('authenticator', () => challenges(this.generation, error)) ?? [];
    this.#client.onRefusal(error, this.#headers(lines, undefined));
    this.end(outcome, error.code);
  }

  /** Something was thrown while the request was looked at. */
  reject(error: unknown): void {
    if (this.ended) return;
    if (!isLanewayError(error)) this.engine.blame('request', error);
    this.refuse(asLanewayError(error), 'rejected');
  }

  /** Calls a policy: one that throws must not take the request with it. */
  guard<Result>(plugin: string, call: () => Result): Result | undefined {
    try {
      return call();
    } catch (error) {
      this.engine.blame(plugin, error);
      return undefined;
    }
  }

  /** The only way out: everything is given back, settled and recorded, once. */
  end(outcome: ExchangeOutcome, error: ErrorCode | undefined): void {
    if (this.ended) return;
    this.ended = true;
    const { attempts, decision, engine, ticket } = this;
    const nowMs = engine.now();
    this.place.stopWaiting();
    if (ticket !== undefined) engine.dispatcher.withdraw(ticket);
    decision.outcome = outcome;
    decision.error = error;
    decision.durationMs = nowMs - this.receivedAtMs;
    if (attempts.untold === undefined) this.#settle(nowMs);
    else this.#settleWhenTold(attempts.untold, nowMs);
  }

  // Only the books wait: the client has its answer, and neither slot nor place is kept from others.
  #settleWhenTold(untold: Promise<void>, endedAtMs: number): void {
    const { attempts, engine, reservation, ticket } = this;
    if (reservation !== undefined) engine.quotas.leave?.(reservation);
    whenTold(untold, engine.wheel, endedAtMs + patienceMs, () => {
      if (ticket !== undefined && attempts.run !== undefined)
        engine.dispatcher.correct(ticket, attempts.run.lease, attempts.tokens());
      this.#settle(endedAtMs);
    });
  }

  #settle(endedAtMs: number): void {
    const { attempts, decision, engine, ticket, reservation } = this;
    const tokens = attempts.tokens();
    if (ticket !== undefined) engine.dispatcher.settle(ticket, tokens);
    if (reservation !== undefined) {
      if (attempts.run?.delivered === true) engine.quotas.settle(reservation, tokens);
      else engine.quotas.release(reservation);
    }
    const { usage } = attempts;
    if (usage !== undefined && usage.apart !== true) this.facade?.estimator.learn(usage.completionTokens);
    decision.model ??= this.request.modelAtHand ?? usage?.model;
    if (engine.hasSinks) engine.record(exchangeEnded(this, tokens, endedAtMs));
    engine.onEnded();
    this.generation.unpin();
  }

  /** Adds the gateway's own. */
  #headers(headers: string[], endpoint: string | undefined): HeaderPairs {
    const { decision, engine } = this;
    headers.push('x-request-id', this.id);
    if (!engine.responseHeaders || decision.lane === undefined) return headers;
    headers.push('x-laneway-lane', decision.lane);
    if (endpoint !== undefined) headers.push('x-laneway-endpoint', endpoint);
    headers.push('x-laneway-attempts', String(decision.attempts.length));
    headers.push('x-laneway-queue-ms', String(Math.round(decision.waitedMs)));
    headers.push('x-laneway-spill', decision.spilled ? 'true' : 'false');
    return headers;
  }
}

/** Calls `done` once: when `told` resolves, or at `untilMs` (clock time). `told` doesn't reject. */
function whenTold(told: Promise<void>, wheel: TimerWheel, untilMs: number, done: () => void): void {
  let waiting = true;
  const stop = () => {
    if (!waiting) return;
    waiting = false;
    wheel.cancel(patience);
    done();
  };
  const patience = new TimerEntry(stop);
  wheel.schedule(patience, untilMs);
  void told.then(stop);
}

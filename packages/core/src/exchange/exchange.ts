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
  Usage,
} from '@laneway/contracts';
import { headerValue, isLanewayError } from '@laneway/contracts';

import type { AttemptRun } from '../attempt/attempt-run.ts';
import { responseHeaders } from '../attempt/headers.ts';
import { exchangeTrace } from '../attempt/trace-ids.ts';
import type { ClientSink, ExchangeHandle, IncomingRequest } from '../client.ts';
import type { AttemptRecord, DecisionRecord, Look } from './decision.ts';
import { RequestFacts } from '../routing/request-facts.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Generation } from '../generation/generation.ts';
import { challenges } from './identify.ts';
import { asLanewayError } from '../queue/queue-errors.ts';
import type { Ticket, TicketOwner } from '../queue/ticket.ts';
import type { Facade } from '../routing/facade.ts';
import type { LaneReason } from '../routing/lane-choice.ts';

/** A reservation of a profile's quota, and the pinned generation whose store it belongs to. */
export interface QuotaHold {
  readonly generation: Generation;
  readonly reservation: QuotaReservation;
}

/** An exchange's time in the queue. */
export interface QueueAccount extends TicketOwner {
  /** Time in lanes, all waits together, in milliseconds. */
  readonly waitedMs: number;
  /** Whether a later selector of the tier than the first chose its last slot. */
  readonly spilled: boolean;
  readonly aheadOnArrival: number | undefined;
  readonly predictedWaitMs: number | undefined;
  readonly looks: readonly Look[];
  /** Notes what the ticket could have now and how long it would wait, without queueing it. */
  foresee(ticket: Ticket): void;
  /** The exchange has ended: its ticket leaves the lane, if it is in one. */
  leave(): void;
}

/** An exchange's attempts. */
export interface AttemptAccount {
  /** Attempts that have begun. */
  readonly count: number;
  /** One for each attempt, if decision records are kept. */
  readonly records: readonly AttemptRecord[];
  /** Endpoints of the attempts that failed, in order. */
  readonly failedEndpoints: readonly string[];
  /** The running or the last attempt. */
  readonly run: AttemptRun | undefined;
  readonly usage: Usage | undefined;
  /** Set if the usage of a good answer has yet to be reported: resolves when it has been, or will not be. */
  readonly pendingUsage: Promise<void> | undefined;
  /** Tokens that the answer costs of quotas: as reported, else estimated from what was seen of it. */
  tokens(): number;
  /** Uses the slot. */
  begin(lease: Lease): void;
  /** The client has left. */
  cancel(): void;
}

/**
 * One request with its one response: its state, its client's side, and its end.
 *
 * `serve` makes it and its drivers; it always ends in `end`.
 */
export class Exchange implements ExchangeHandle {
  readonly id: string;
  readonly engine: EngineParts;
  readonly receivedAtMs: number;
  /** Its span, if traces are on. */
  readonly trace: TraceContext | undefined;
  queue!: QueueAccount;
  attempts!: AttemptAccount;
  /** Its decision record, if records are kept. */
  record: DecisionRecord | undefined;

  request: RequestFacts;
  generation: Generation;
  profile: Profile | undefined;
  facade: Facade | undefined;
  /** Its place in the lanes; `undefined` until the request has been admitted. */
  ticket: Ticket | undefined;
  /** What chose its lane. */
  laneReason: LaneReason | undefined;
  /** What is held of the profile's quota. */
  quotaHold: QuotaHold | undefined;
  /** The client's limit for the first byte of an attempt, in milliseconds; `undefined` if it set none. */
  timeoutMs: number | undefined;

  status: number | undefined;
  /** From arrival to the first byte of the answer, in milliseconds. */
  firstByteMs: number | undefined;
  responseBytes = 0;
  outcome: ExchangeOutcome | undefined;
  error: ErrorCode | undefined;
  endedAtMs: number | undefined;
  readonly #client: ClientSink;
  /** The request, until its body has been read. */
  #unread: IncomingRequest | undefined;
  readonly #settle: (exchange: Exchange) => void;

  /** `settle` is called once, after the end. */
  constructor(
    engine: EngineParts,
    request: IncomingRequest,
    client: ClientSink,
    settle: (exchange: Exchange) => void,
  ) {
    this.id = request.id;
    this.engine = engine;
    this.#client = client;
    this.#settle = settle;
    this.generation = engine.generation();
    this.request = new RequestFacts(withoutBody(request), this.generation);
    this.#unread = request.body.kind === 'unread' ? request : undefined;
    this.receivedAtMs = engine.now();
    this.trace =
      engine.traceSampling === undefined
        ? undefined
        : exchangeTrace(headerValue(request.headers, 'traceparent'), engine.random, engine.traceSampling);
    this.generation.pin();
  }

  /** Sets what drives it; called by `serve` before anything else. */
  connect(queue: QueueAccount, attempts: AttemptAccount): void {
    this.queue = queue;
    this.attempts = attempts;
  }

  get ended(): boolean {
    return this.outcome !== undefined;
  }

  cancel(): void {
    if (this.ended) return;
    this.attempts.cancel();
    this.end('cancelled', 'cancelled');
  }

  resume(): void {
    this.attempts.run?.resume();
  }

  /** The exchange belongs to `generation` from now on. */
  moveTo(generation: Generation): void {
    if (generation === this.generation) return;
    generation.pin();
    this.generation.unpin();
    this.generation = generation;
  }

  /** Calls `next` when the body has been read: at once if it came with the request. */
  whenRead(next: () => void): void {
    const request = this.#unread;
    if (request === undefined) return next();
    this.#unread = undefined;
    this.#client.readBody?.((body) => {
      if (this.ended) return;
      this.request = new RequestFacts({ ...request, body }, this.generation);
      this.request.profile = this.profile?.id;
      next();
    });
  }

  /** `facade` serves the request. */
  enter(facade: Facade): void {
    this.facade = facade;
    this.request.dialect = facade.dialect;
  }

  /** The answer begins. */
  sendHead(head: ResponseHead, endpoint: string | undefined): void {
    this.status = head.status;
    this.firstByteMs = this.engine.now() - this.receivedAtMs;
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

  /** The answer cannot be completed. */
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

  /** The gateway answers with an error of its own. */
  refuse(error: LanewayError, outcome: ExchangeOutcome = 'rejected'): void {
    if (this.ended) return;
    this.status = error.traits.status;
    const lines = this.guard('authenticator', () => challenges(this.generation, error)) ?? [];
    const { code, message, param, traits } = error;
    const body = this.request.dialect.errorBody({ ...traits, code, message, param, requestId: this.id });
    this.#client.onRefusal(error, this.#headers(lines, undefined), body);
    this.end(outcome, error.code);
  }

  /** Something was thrown before the request was in a lane. */
  reject(error: unknown): void {
    if (this.ended) return;
    if (!isLanewayError(error)) this.engine.blame('request', error);
    this.refuse(asLanewayError(error), 'rejected');
  }

  /** Calls a plugin; one that throws is reported, and must not take the request with it. */
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
    this.outcome = outcome;
    this.error = error;
    this.endedAtMs = this.engine.now();
    this.queue.leave();
    this.#settle(this);
  }

  /** Adds the gateway's own headers. */
  #headers(headers: string[], endpoint: string | undefined): HeaderPairs {
    const { attempts, engine, queue, ticket } = this;
    headers.push('x-request-id', this.id);
    if (!engine.responseHeaders || ticket === undefined) return headers;
    headers.push('x-laneway-lane', ticket.lane.name);
    if (endpoint !== undefined) headers.push('x-laneway-endpoint', endpoint);
    headers.push('x-laneway-attempts', String(attempts.count));
    headers.push('x-laneway-queue-ms', String(Math.round(queue.waitedMs)));
    headers.push('x-laneway-spill', queue.spilled ? 'true' : 'false');
    return headers;
  }
}

function withoutBody(request: IncomingRequest): GatewayRequest {
  const { body } = request;
  return body.kind === 'unread' ? { ...request, body: { kind: 'none' } } : { ...request, body };
}

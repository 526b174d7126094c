import type {
  AttemptOutcome,
  Credential,
  ErrorCode,
  ExchangeOutcome,
  GatewayRequest,
  HeaderPairs,
  Principal,
  Profile,
  QuotaReservation,
  RequestVerdict,
  ResponseHead,
} from '@laneway/contracts';
import { headerValue, isLanewayError, LanewayError } from '@laneway/contracts';

import type { AttemptOwner } from './attempt-run.ts';
import { AttemptRun } from './attempt-run.ts';
import type { ClientSink, ExchangeHandle } from './client.ts';
import { parseDeadline, parseTimeout } from './deadline.ts';
import type { AttemptRecord, Consideration, Decision } from './decision.ts';
import { newDecision } from './decision.ts';
import type { Endpoint, Lease } from './endpoint.ts';
import { attemptEnded, exchangeEnded, failedOver } from './exchange-events.ts';
import type { Engine } from './engine.ts';
import { maxTokensOf } from './estimate-cost.ts';
import type { Facade } from './facade.ts';
import { nextStep } from './failover.ts';
import type { Generation } from './generation.ts';
import { findProfile, identify } from './identify.ts';
import { outgoing } from './outgoing.ts';
import { facadeOf, firstHeader, laneOf, routeOf } from './placement.ts';
import { predictedWaitMs } from './predicted-wait.ts';
import { RequestFacts } from './request-facts.ts';
import { responseHeaders } from './request-headers.ts';
import type { Choice, Route, RouteStage } from './route.ts';
import type { Placement, TicketOwner } from './ticket.ts';
import { Ticket } from './ticket.ts';

/**
 * One request with its one response: what it holds, and that all of it is given back when it ends.
 *
 * `begin` is its life up to the lane; `onLease` to `onFailure` what follows; `#end` the only way out.
 */
export class Exchange implements ExchangeHandle, TicketOwner, AttemptOwner {
  readonly id: string;
  readonly decision: Decision;
  readonly receivedAtMs: number;
  request: RequestFacts;
  generation: Generation;
  profile: Profile | undefined;
  facade: Facade | undefined;
  responseBytes = 0;
  /** The last attempt. */
  run: AttemptRun | undefined;

  readonly #engine: Engine;
  readonly #client: ClientSink;
  #ticket: Ticket | undefined;
  #reservation: QuotaReservation | undefined;
  #timeoutMs: number | undefined;
  #waitingSinceMs: number | undefined;
  #record: AttemptRecord | undefined;
  #credential: Credential | undefined;
  #renewed = false;
  readonly #failedAt: string[] = [];
  readonly #failures: AttemptOutcome[] = [];
  #ended = false;

  constructor(engine: Engine, generation: Generation, request: GatewayRequest, client: ClientSink) {
    this.#engine = engine;
    this.#client = client;
    this.generation = generation;
    this.id = request.id;
    this.request = new RequestFacts(request);
    this.receivedAtMs = engine.now();
    this.decision = newDecision(request.id, this.receivedAtMs);
    generation.pin();
  }

  get ended(): boolean {
    return this.#ended;
  }

  get waiting(): boolean {
    return this.#waitingSinceMs !== undefined;
  }

  /** Identify, profile, request processors, facade, quota, lane. Synchronous unless a plugin asks for time. */
  begin(): void {
    this.#then(
      () => identify(this.generation, this.request.headers),
      (principal) => this.#withPrincipal(principal),
    );
  }

  /** Not taken on. */
  refuse(error: LanewayError): void {
    this.#refuse(error, 'rejected');
  }

  cancel(): void {
    if (this.#ended) return;
    this.run?.abort();
    this.#closeAttempt({ kind: 'cancelled' });
    this.#end('cancelled', 'cancelled', undefined);
  }

  resume(): void {
    this.run?.resume();
  }

  #withPrincipal(principal: Principal | undefined): void {
    this.#then(
      () => findProfile(this.generation, principal),
      (profile) => {
        this.profile = profile;
        this.request.profile = profile?.id;
        this.#process(0);
      },
    );
  }

  #process(index: number): void {
    const processor = this.generation.requestProcessors[index];
    if (processor === undefined) return this.#place();
    this.#then(
      () => processor.process(this.request, this.profile),
      (verdict) => this.#obey(verdict, index),
    );
  }

  #obey(verdict: RequestVerdict, index: number): void {
    switch (verdict.kind) {
      case 'continue':
        return this.#process(index + 1);
      case 'rewrite':
        this.request = new RequestFacts({ ...verdict.request, id: this.id });
        this.request.profile = this.profile?.id;
        return this.#process(index + 1);
      case 'respond':
        return this.#respond(verdict.status, verdict.headers, verdict.body.kind === 'bytes' ? verdict.body.bytes : undefined);
      case 'refuse':
        throw verdict.error;
      default:
        return verdict satisfies never;
    }
  }

  #place(): void {
    const { generation, request, profile, decision } = this;
    const { lane, reason } = laneOf(generation, profile, request);
    const facade = facadeOf(generation, request);
    const route = routeOf(generation, facade, profile);
    this.facade = facade;
    request.cost = this.#estimate(facade);
    const nowMs = this.#engine.now();
    const deadlineAtMs = this.#deadline(nowMs);
    Object.assign(decision, {
      profile: profile?.id,
      tier: profile?.tier,
      lane: lane.name,
      laneReason: reason,
      facade: facade.name,
      cost: request.cost,
      deadlineAtMs,
    });
    const pin = this.#engine.affinity.pinOf(request, facade);
    const ticket = new Ticket(
      this,
      {
        sequence: this.#engine.nextSequence(),
        enqueuedAtMs: nowMs,
        deadlineAtMs,
        cost: request.cost,
        pin,
        lane,
        flow: lane.flow(profile?.id ?? '', profile?.weight ?? 1),
        route: pin === undefined ? route : route.only(pin),
      },
      this.#engine.ticketTimers,
    );
    if (headerValue(request.headers, 'x-laneway-explain') === 'true') return this.#explain(ticket);
    this.#reserve();
    this.#ticket = ticket;
    facade.retryBudget.noteRequest(nowMs);
    this.#engine.dispatcher.submit(ticket);
  }

  #estimate(facade: Facade): number {
    const looksInside = facade.limitsTokens || this.profile?.quota?.tpm !== undefined;
    return facade.estimator.estimate(this.request.bytes, looksInside ? maxTokensOf(this.request.json()) : undefined);
  }

  #deadline(nowMs: number): number {
    const { headers, queue } = this.generation.config;
    const timeout = firstHeader(this.request, headers.timeout);
    if (timeout !== undefined) this.#timeoutMs = parseTimeout(headers.timeout[0] ?? 'x-timeout', timeout);
    const ttl = firstHeader(this.request, headers.ttl);
    return ttl === undefined ? nowMs + queue.ttlMs : parseDeadline(headers.ttl[0] ?? 'x-ttl', ttl, nowMs);
  }

  #reserve(): void {
    const { profile } = this;
    if (profile?.quota === undefined) return;
    const answer = this.#engine.quotas.reserve(profile.id, this.request.cost, profile.quota);
    if (answer.kind === 'exceeded') {
      throw new LanewayError('quota_exceeded', `the profile's ${answer.limit} quota is spent`, {
        param: answer.limit,
        retryAfterMs: answer.retryAfterMs,
      });
    }
    this.#reservation = answer.reservation;
  }

  onWait(stage: RouteStage): void {
    const { dispatcher } = this.#engine;
    const ticket = this.#ticket;
    this.#waitingSinceMs = this.#engine.now();
    if (ticket === undefined) return;
    this.#look(stage, 'waits');
    if (this.decision.aheadOnArrival !== undefined) return;
    this.decision.aheadOnArrival = ticket.lane.depth - 1;
    this.decision.predictedWaitMs = predictedWaitMs(dispatcher.lanes, ticket.lane, ticket.route, this.#engine.now());
  }

  onChoice(stage: RouteStage, choice: Choice): void {
    this.#stopWaiting();
    this.decision.spilled = choice.selector > 0;
    this.#look(stage, 'dispatched');
  }

  pick(candidates: readonly Endpoint[]): Endpoint {
    const picked = this.facade?.balancer.pick(candidates, this.request);
    // A balancer that answers with something else must not send a request astray.
    const endpoint = candidates.find((candidate) => candidate === picked) ?? candidates[0];
    if (endpoint === undefined) throw new RangeError('a choice has at least one candidate');
    return endpoint;
  }

  onLease(lease: Lease): void {
    const last = this.#failedAt.at(-1) ?? this.#throttledAt;
    if (last !== undefined && last !== lease.endpoint.name) this.#noteFailover(last, lease.endpoint.name);
    this.#prepare(lease);
  }

  onEvict(error: LanewayError): void {
    this.#stopWaiting();
    this.#refuse(error, this.decision.attempts.length > 0 && error.code === 'throttled' ? 'failed' : 'evicted');
  }

  replace(): Placement | LanewayError {
    try {
      const generation = this.#engine.generation();
      generation.pin();
      this.generation.unpin();
      this.generation = generation;
      const { lane, reason } = laneOf(generation, this.profile, this.request);
      const facade = facadeOf(generation, this.request);
      const route = routeOf(generation, facade, this.profile);
      this.facade = facade;
      Object.assign(this.decision, { lane: lane.name, laneReason: reason, facade: facade.name });
      return { lane, route: this.#narrow(route) };
    } catch (error) {
      return asLanewayError(error);
    }
  }

  // The credential is asked for anew on every attempt: it is for this endpoint only.
  #prepare(lease: Lease): void {
    const { endpoint } = lease;
    const run = new AttemptRun(this, lease, this.request, this.#engine);
    this.run = run;
    this.#record = { endpoint: endpoint.name, startedAtMs: run.startedAtMs, endedAtMs: undefined, firstByteMs: undefined, outcome: undefined };
    this.decision.attempts.push(this.#record);
    this.facade?.balancer.onAttemptStart?.(endpoint);
    let credential: Credential | undefined | Promise<Credential>;
    try {
      credential = endpoint.plugins.credential?.get(endpoint);
    } catch (error) {
      credential = Promise.reject(error);
    }
    if (!(credential instanceof Promise)) return this.#send(run, credential);
    credential.then(
      (ready) => {
        if (this.run === run && !this.#ended) this.#send(run, ready);
      },
      () => {
        if (this.run === run && !this.#ended) this.onFailure(run, noCredential);
      },
    );
  }

  #send(run: AttemptRun, credential: Credential | undefined): void {
    const { request, facade, profile } = this;
    const { endpoint } = run.lease;
    this.#credential = credential;
    const deployment = facade !== undefined && facade.renames ? facade.deploymentAt(endpoint.name, request.model) : undefined;
    const attempt = outgoing(request, endpoint, { deployment, credential, injected: profile?.headers ?? [] });
    run.start(attempt, this.#attemptTimeoutMs());
  }

  #attemptTimeoutMs(): number {
    const timeoutMs = this.#timeoutMs ?? this.facade?.failover.timeoutMs ?? Infinity;
    const leftMs = (this.decision.deadlineAtMs ?? Infinity) - this.#engine.now();
    return Math.max(0, Math.min(timeoutMs, leftMs));
  }

  onCommit(run: AttemptRun, head: ResponseHead): void {
    const { decision } = this;
    decision.firstByteMs = this.#engine.now() - this.receivedAtMs;
    decision.status = head.status;
    if (run.firstByteMs !== undefined) run.lease.endpoint.sawFirstByte(run.firstByteMs);
    this.#engine.affinity.learn(this.request, head, run.lease.endpoint.name);
    this.#client.onHead(head.status, head.statusText, this.#answerHeaders(responseHeaders(head.headers), run));
  }

  onChunk(chunk: Uint8Array): boolean {
    this.responseBytes += chunk.length;
    return this.#client.onData(chunk);
  }

  onEnd(run: AttemptRun, trailers: HeaderPairs): void {
    this.#client.onEnd(trailers);
    const outcome = run.lateError ?? this.#verdict ?? success;
    this.#closeAttempt(outcome);
    this.#end(outcome.kind === 'success' || outcome.kind === 'refused' ? 'served' : 'failed', undefined, run);
  }

  onBreak(run: AttemptRun, outcome: AttemptOutcome): void {
    this.#client.onBreak();
    this.#closeAttempt(outcome);
    this.#end('failed', 'bad_gateway', run);
  }

  /** What an answer was found to mean, when the client gets it although it is not a good one. */
  #verdict: AttemptOutcome | undefined;
  #throttledAt: string | undefined;

  onFailure(run: AttemptRun, outcome: AttemptOutcome): boolean {
    const { endpoint } = run.lease;
    const { facade } = this;
    if (facade === undefined) return true;
    this.#warnOfMisconfiguration(outcome, endpoint);
    if (this.#renewCredential(run, outcome)) return false;
    if (outcome.kind === 'failed') {
      this.#failures.push(outcome);
      this.#failedAt.push(endpoint.name);
    }
    const failedHere = this.#failedAt.filter((name) => name === endpoint.name).length;
    let step = nextStep(outcome, { failed: this.#failedAt.length, failedHere, replayable: this.request.body.kind !== 'stream' }, facade.failover);
    if ((step === 'again' || step === 'elsewhere') && !facade.retryBudget.spend(this.#engine.now())) step = 'give-up';
    if (this.#isLate()) step = step === 'answer' ? 'answer' : 'give-up';
    switch (step) {
      case 'answer':
        this.#verdict = outcome;
        return true;
      case 'again':
        if (endpoint.inability() === undefined || endpoint.inability() === 'breaker-open') this.#retryHere(run, outcome);
        return false;
      case 'elsewhere':
      case 'wait':
        this.#throttledAt = outcome.kind === 'throttled' ? endpoint.name : undefined;
        this.#goBack(run, outcome);
        return false;
      case 'give-up':
        return this.#giveUp(run, outcome);
      default:
        return step satisfies never;
    }
  }

  onBlame(endpoint: string, place: number, error: unknown): void {
    const use = this.generation.config.endpoints.find(({ name }) => name === endpoint)?.processors[place]?.use ?? 'unknown';
    this.#engine.blame(use, error);
  }

  #retryHere(run: AttemptRun, outcome: AttemptOutcome): void {
    this.#noteAttemptEnd(outcome);
    run.lease.endpoint.learn(outcome, run.lease);
    this.#prepare(run.lease);
  }

  #goBack(run: AttemptRun, outcome: AttemptOutcome): void {
    const ticket = this.#ticket;
    if (ticket === undefined) return;
    this.#noteAttemptEnd(outcome);
    run.lease.endpoint.learn(outcome, run.lease);
    const placement = this.generation === this.#engine.generation() ? undefined : this.replace();
    if (placement instanceof LanewayError) {
      this.#engine.dispatcher.release(ticket, run.lease, 0);
      return this.#refuse(placement, 'failed');
    }
    this.#waitingSinceMs = this.#engine.now();
    this.#engine.dispatcher.requeue(ticket, run.lease, placement ?? { lane: ticket.lane, route: this.#narrow(this.#wholeRoute(ticket)) });
  }

  #wholeRoute(ticket: Ticket): Route {
    return this.facade === undefined ? ticket.route : routeOf(this.generation, this.facade, this.profile);
  }

  // Endpoints that failed are avoided while another could serve at all.
  #narrow(route: Route): Route {
    const pin = this.#ticket?.pin;
    if (pin !== undefined) return route.only(pin);
    const narrowed = route.without(this.#failedAt);
    return narrowed.endpoints().some((endpoint) => endpoint.inability() === undefined) ? narrowed : route;
  }

  #giveUp(run: AttemptRun, outcome: AttemptOutcome): boolean {
    if (run.head !== undefined && run.head.status >= 400 && !this.#isLate() && this.#attemptsAgree()) {
      this.#verdict = outcome;
      return true;
    }
    this.#closeAttempt(outcome);
    this.#refuse(this.#failure(outcome), 'failed');
    return false;
  }

  #isLate(): boolean {
    return this.#engine.now() >= (this.decision.deadlineAtMs ?? Infinity);
  }

  #attemptsAgree(): boolean {
    const statuses = new Set(this.#failures.map((failure) => (failure.kind === 'failed' ? failure.status : undefined)));
    return statuses.size <= 1;
  }

  #failure(outcome: AttemptOutcome): LanewayError {
    if (this.#isLate()) return new LanewayError('deadline_exceeded', 'no backend answered before the deadline of the request');
    if (outcome.kind === 'throttled') {
      return new LanewayError('throttled', 'the backend asked for a pause', { retryAfterMs: outcome.retryAfterMs ?? 1_000 });
    }
    const timedOut = this.#failures.every((failure) => failure.kind === 'failed' && failure.reason === 'timeout');
    if (timedOut) return new LanewayError('upstream_timeout', 'no backend began to answer in time');
    return new LanewayError('bad_gateway', `no backend gave a usable answer in ${this.decision.attempts.length} attempts`);
  }

  // A token may have been revoked: it is renewed once, and the same endpoint asked again.
  #renewCredential(run: AttemptRun, outcome: AttemptOutcome): boolean {
    const { credential } = run.lease.endpoint.plugins;
    if (outcome.kind !== 'refused' || outcome.status !== 401 || credential === undefined) return false;
    if (this.#renewed || this.#credential === undefined || this.request.body.kind === 'stream') return false;
    this.#renewed = true;
    credential.invalidate(this.#credential);
    this.#retryHere(run, outcome);
    return true;
  }

  #warnOfMisconfiguration(outcome: AttemptOutcome, endpoint: Endpoint): void {
    if (outcome.kind !== 'refused' || !outcome.misconfigured) return;
    this.#engine.warn('endpoint', endpoint.name, `the backend answered ${outcome.status}: check its address, deployment and credential`);
  }

  /** The attempt is over and the request won't go back to the lane. */
  #closeAttempt(outcome: AttemptOutcome): void {
    const { run } = this;
    if (run === undefined || this.#record?.endedAtMs !== undefined || this.#ticket === undefined) return;
    this.#noteAttemptEnd(outcome);
    run.lease.endpoint.learn(outcome, run.lease);
    this.#engine.dispatcher.release(this.#ticket, run.lease, this.#tokensOf(run));
  }

  #noteAttemptEnd(outcome: AttemptOutcome): void {
    const record = this.#record;
    const { run } = this;
    if (record === undefined || run === undefined || record.endedAtMs !== undefined) return;
    record.endedAtMs = this.#engine.now();
    record.firstByteMs = run.firstByteMs;
    record.outcome = outcome;
    const report = { outcome, firstByteMs: run.firstByteMs, durationMs: record.endedAtMs - record.startedAtMs };
    this.facade?.balancer.onAttemptEnd?.(run.lease.endpoint, report);
    if (this.#engine.hasSinks) this.#engine.record(attemptEnded(this, record, outcome));
  }

  #noteFailover(from: string, to: string): void {
    if (!this.#engine.hasSinks) return;
    const last = this.decision.attempts.at(-1)?.outcome;
    this.#engine.record(failedOver(this, from, to, last?.kind === 'failed' ? last.reason : (last?.kind ?? 'failed'), this.#engine.now()));
  }

  /** Tokens that the attempt used: as reported, else by what was seen of the answer. */
  #tokensOf(run: AttemptRun): number {
    if (run.usage !== undefined) return run.usage.promptTokens + run.usage.completionTokens;
    if (!run.committed && run.firstByteMs === undefined) return 0;
    return this.#verdict === undefined ? Math.ceil(this.request.bytes / 4) + run.completionGuess : 0;
  }

  #stopWaiting(): void {
    if (this.#waitingSinceMs === undefined) return;
    this.decision.waitedMs += this.#engine.now() - this.#waitingSinceMs;
    this.#waitingSinceMs = undefined;
  }

  #look(stage: RouteStage, result: 'waits' | 'dispatched'): void {
    if (!this.#engine.keepsDecisions || this.#ticket === undefined) return;
    const considered: Consideration[] = [];
    stage.explain(this.#ticket.lane, (endpoint, selector, verdict) => considered.push({ endpoint: endpoint.name, selector, verdict }));
    this.decision.looks.push({ atMs: this.#engine.now(), result, considered });
  }

  #explain(ticket: Ticket): void {
    this.#ticket = ticket;
    const stage = ticket.route.stageAfter(0);
    this.#look(stage, stage.choose(ticket.lane) === undefined ? 'waits' : 'dispatched');
    this.decision.model = this.request.model;
    this.decision.aheadOnArrival = ticket.lane.depth;
    this.decision.predictedWaitMs =
      stage.choose(ticket.lane) === undefined
        ? predictedWaitMs(this.#engine.dispatcher.lanes, ticket.lane, ticket.route, this.#engine.now())
        : 0;
    const body = new TextEncoder().encode(JSON.stringify(this.decision));
    this.#respond(200, ['content-type', 'application/json'], body);
  }

  #respond(status: number, headers: HeaderPairs, body: Uint8Array | undefined): void {
    const length = ['content-length', String(body?.length ?? 0)];
    this.decision.status = status;
    this.#client.onHead(status, '', this.#answerHeaders([...headers, ...length], undefined));
    if (body !== undefined && body.length > 0) this.#client.onData(body);
    this.#client.onEnd([]);
    this.#end('served', undefined, undefined);
  }

  #refuse(error: LanewayError, outcome: ExchangeOutcome): void {
    if (this.#ended) return;
    this.decision.status = error.traits.status;
    this.#client.onRefusal(error, this.#answerHeaders([], undefined));
    this.#end(outcome, error.code, undefined);
  }

  /** The one place where everything is given back. */
  #end(outcome: ExchangeOutcome, error: ErrorCode | undefined, run: AttemptRun | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopWaiting();
    const { decision } = this;
    const tokens = this.run === undefined ? 0 : this.#tokensOf(this.run);
    if (this.#ticket !== undefined) {
      this.#engine.dispatcher.withdraw(this.#ticket);
      this.#engine.dispatcher.settle(this.#ticket, tokens);
    }
    if (this.#reservation !== undefined) this.#settleQuota(this.#reservation, tokens);
    if (run?.usage !== undefined) this.facade?.estimator.learn(run.usage.completionTokens);
    decision.outcome = outcome;
    decision.error = error;
    decision.model ??= this.request.modelAtHand ?? this.run?.usage?.model;
    decision.durationMs = this.#engine.now() - this.receivedAtMs;
    if (this.#engine.hasSinks) this.#engine.record(exchangeEnded(this, tokens, this.#engine.now()));
    this.#engine.onEnded(this);
    this.generation.unpin();
  }

  #settleQuota(reservation: QuotaReservation, tokens: number): void {
    if (this.run?.answered === true) this.#engine.quotas.settle(reservation, tokens);
    else this.#engine.quotas.release(reservation);
  }

  #answerHeaders(headers: HeaderPairs, run: AttemptRun | undefined): HeaderPairs {
    const { decision } = this;
    const all = withoutHeader(headers, 'x-request-id');
    all.push('x-request-id', this.id);
    if (!this.#engine.responseHeaders) return all;
    if (decision.lane !== undefined) all.push('x-laneway-lane', decision.lane);
    if (run !== undefined) all.push('x-laneway-endpoint', run.lease.endpoint.name);
    if (decision.lane === undefined) return all;
    all.push('x-laneway-attempts', String(decision.attempts.length));
    all.push('x-laneway-queue-ms', String(Math.round(decision.waitedMs)));
    all.push('x-laneway-spill', String(decision.spilled));
    return all;
  }

  // Calls on at once when the value is there: the usual request never leaves its tick.
  #then<Value>(get: () => Value | Promise<Value>, next: (value: Value) => void): void {
    try {
      const value = get();
      if (!(value instanceof Promise)) return next(value);
      value.then(
        (ready) => this.#then(() => ready, next),
        (error: unknown) => this.#reject(error),
      );
    } catch (error) {
      this.#reject(error);
    }
  }

  #reject(error: unknown): void {
    if (this.#ended) return;
    if (!isLanewayError(error)) this.#engine.blame('request', error);
    this.#refuse(asLanewayError(error), 'rejected');
  }
}

const success: AttemptOutcome = { kind: 'success' };
const noCredential: AttemptOutcome = {
  kind: 'failed',
  reason: 'credential',
  status: undefined,
  retryable: true,
  message: 'no credential for the endpoint',
};

function asLanewayError(error: unknown): LanewayError {
  if (isLanewayError(error)) return error;
  return new LanewayError('internal_error', 'the gateway could not process the request', { cause: error });
}

function withoutHeader(headers: HeaderPairs, name: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const written = headers[index] ?? '';
    if (written.length !== name.length || written.toLowerCase() !== name) kept.push(written, headers[index + 1] ?? '');
  }
  return kept;
}

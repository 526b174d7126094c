import type { LanewayError } from '@laneway/contracts';
import type { EngineUnderTest, RecordingClient } from '@laneway/core/testing';

import type { SuspectedOvertaking } from './dispatch-promises.ts';
import { checkNotBlocked, checkRoute, checkSlot, overtakenBy } from './dispatch-promises.ts';
import type { AttemptEvent, EndpointModel } from './endpoint-model.ts';
import { checkMoment } from './moment-promises.ts';
import type { RequestModel } from './request-model.ts';
import type { BackendListener, SimulatedAttempt } from './simulated-backend.ts';
import { Violation } from './violation.ts';
import type { GatewayModel } from './gateway-model.ts';

/** What must happen to a request after an attempt: it ends, is tried again at the same endpoint, or is requeued. */
type Next = 'over' | 'again' | 'requeued';

/** Receives what clients and backends see, updates the model, and throws a `Violation` when a promise is broken. */
export class Observer implements BackendListener {
  readonly #model: GatewayModel;
  readonly #onEvent: (line: string) => void;
  readonly #suspects: SuspectedOvertaking[] = [];
  readonly #expected = new Map<RequestModel, Next>();
  /** Requests whose attempt has just failed and must be tried again at the same endpoint. */
  readonly #tryingAgain = new Set<RequestModel>();
  readonly #ended: RequestModel[] = [];
  #arriving: RequestModel | undefined;
  #leaving: RequestModel | undefined;
  #broken: Violation | undefined;

  /** `onEvent` is called with a line for each event. */
  constructor(model: GatewayModel, onEvent: (line: string) => void) {
    this.#model = model;
    this.#onEvent = onEvent;
  }

  /** A request arrives: `accept` hands it to the gateway. */
  onArrival(request: RequestModel, accept: () => void): void {
    this.#onEvent(`${request.id} arrives in lane ${request.target.lane.config.name}`);
    this.#arriving = request;
    const before = this.#model.waiting().length;
    accept();
    this.#arriving = undefined;
    if (!request.over && request.attempts === 0) this.#model.join(request);
    if (!request.over && !request.running) this.#checkCapacity(before);
    request.accepted = true;
    this.onStep();
  }

  /** A client leaves: `cancel` cancels its request at the gateway. */
  onLeave(request: RequestModel, cancel: () => void): void {
    if (request.over) return;
    this.#onEvent(`${request.id} leaves`);
    this.#leaving = request;
    request.left = true;
    cancel();
    this.#leaving = undefined;
    this.#ended.push(request);
    if (request.running) this.#break(new Violation('cancel', `${request.id} has left and still runs`));
    this.onStep();
  }

  /** A client has been called with the end of its request. */
  onOver(request: RequestModel, client: RecordingClient): void {
    const { refusal, status } = client;
    this.#onEvent(`${request.id} ends with ${refusal?.code ?? status}`);
    request.ends += 1;
    if (request.left) this.#break(new Violation('ends once', `${request.id} was answered after it had left`));
    if (request.ends > 1) this.#break(new Violation('ends once', `${request.id} was answered twice`));
    if (refusal !== undefined) this.#onRefusal(request, refusal);
    else this.#ended.push(request);
    const of = client.header('x-attempt-of');
    if (status === 200 && of !== request.id)
      this.#break(new Violation('answer', `${request.id} got the answer to ${of}`));
  }

  onStart(attempt: SimulatedAttempt): void {
    this.#onEvent(`${attempt.requestId} is sent to ${attempt.endpoint}`);
    this.#guard(() => this.#start(attempt));
  }

  onAbort(attempt: SimulatedAttempt): void {
    this.#onEvent(`${attempt.requestId} is aborted at ${attempt.endpoint}`);
    this.#guard(() => {
      const request = this.#model.request(attempt.requestId);
      if (request === this.#leaving) return this.#conclude(attempt, 'cancelled', attempt.begun);
      if (this.#model.now() < request.silentUntilMs)
        throw new Violation('cancel', `${request.id} was aborted without a reason`);
      return this.#fail(attempt, request.hurried ? 'cancelled' : 'failed');
    });
  }

  onAnswer(attempt: SimulatedAttempt): void {
    this.#model.endpoints.get(attempt.endpoint)?.answerBegins(attempt, this.#model.now());
  }

  onEnding(attempt: SimulatedAttempt): void {
    this.#onEvent(`${attempt.endpoint} ends ${attempt.requestId}: ${JSON.stringify(attempt.ending)}`);
    this.#guard(() => {
      const { ending } = attempt;
      switch (ending.kind) {
        case 'answer':
          return this.#conclude(attempt, 'answered', true);
        case 'decline':
          return this.#conclude(attempt, 'answered', false);
        case 'break':
          return this.#conclude(attempt, 'failed', true);
        case 'throttle':
          if (ending.final) return this.#conclude(attempt, { throttledForMs: undefined }, false);
          return this.#throttle(attempt, ending.retryAfterMs);
        case 'fail':
          return this.#fail(attempt, 'failed');
        case 'silent':
          return undefined;
        default:
          return ending satisfies never;
      }
    });
  }

  /** A call to the gateway, or a timer of it, has returned. */
  onStep(): void {
    for (const { request, attempts, violation } of this.#suspects.splice(0)) {
      if (!request.over || request.attempts > attempts) this.#break(violation);
    }
    for (const [request, next] of this.#expected) this.#checkNext(request, next);
    this.#expected.clear();
    this.#tryingAgain.clear();
    for (const request of this.#ended.splice(0)) this.#forget(request);
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** Time is about to advance. */
  onMoment(engine: EngineUnderTest): void {
    if (this.#broken !== undefined) throw this.#broken;
    checkMoment(this.#model, engine);
  }

  #start(attempt: SimulatedAttempt): void {
    const model = this.#model;
    const request = model.request(attempt.requestId);
    const again = this.#tryingAgain.delete(request);
    const endpoint = checkSlot(model, request, attempt);
    checkNotBlocked(model, request, endpoint);
    if (!again) {
      if (request === this.#arriving) model.join(request);
      request.settleTarget(attempt.endpoint);
      checkRoute(model, request, endpoint);
      this.#suspects.push(...overtakenBy(model, request, endpoint));
      request.target.lane.charge(request.caller, request.weight, request.cost);
    }
    const sinceMs =
      again && request.attempt !== undefined ? model.originOf(request.attempt).sinceMs : undefined;
    model.begin(request, attempt, sinceMs ?? model.now());
    endpoint.begin(attempt, again ? 0 : request.cost, model.now());
  }

  #throttle(attempt: SimulatedAttempt, throttledForMs: number): void {
    const request = this.#model.request(attempt.requestId);
    if (this.#isLate(request)) return this.#conclude(attempt, { throttledForMs }, false);
    this.#leave(attempt, { throttledForMs }, 0);
    return this.#requeue(request);
  }

  #fail(attempt: SimulatedAttempt, event: 'failed' | 'cancelled'): void {
    const model = this.#model;
    const request = model.request(attempt.requestId);
    const { config, budget } = request.target.facade;
    request.failedAt.push(attempt.endpoint);
    const spent = request.failedAt.length >= config.failover.attempts || this.#isLate(request);
    if (spent || !budget.spend(model.now())) return this.#conclude(attempt, event, false);
    const { endpoint, sinceMs } = model.originOf(attempt);
    const failedHere = request.failedAt.filter((name) => name === attempt.endpoint).length;
    this.#leaveHeld(attempt, event);
    if (failedHere <= config.failover.retries && this.#mayTryAgain(endpoint)) {
      this.#expected.set(request, 'again');
      this.#tryingAgain.add(request);
      return;
    }
    endpoint.tokens.correct(-request.cost, sinceMs, model.now());
    this.#requeue(request);
  }

  /** Whether a request may keep its slot for another attempt. */
  #mayTryAgain(endpoint: EndpointModel): boolean {
    const nowMs = this.#model.now();
    const current = this.#model.endpoints.get(endpoint.config.name) === endpoint;
    const full = endpoint.open.size >= endpoint.config.slots;
    return current && !full && endpoint.closed(nowMs) && endpoint.blockedBecause(nowMs) === undefined;
  }

  #requeue(request: RequestModel): void {
    request.target.lane.refund(request.caller, request.weight, request.cost);
    this.#model.relocate(request);
    this.#expected.set(request, request.stranded ? 'over' : 'requeued');
  }

  /** The request ends with this attempt. `delivered`: the client received the answer, or part of it. */
  #conclude(attempt: SimulatedAttempt, event: AttemptEvent, delivered: boolean): void {
    const request = this.#model.request(attempt.requestId);
    const used = delivered ? Math.ceil(request.arrival.bytes / 4) + Math.ceil(attempt.delivered / 4) : 0;
    this.#leave(attempt, event, used);
    const { lane } = this.#model.originOf(attempt);
    lane.settle(request.caller, request.weight, used - request.cost);
    this.#forget(request);
    this.#expected.set(request, 'over');
  }

  #leave(attempt: SimulatedAttempt, event: AttemptEvent, used: number): void {
    const request = this.#model.request(attempt.requestId);
    const { endpoint, sinceMs } = this.#model.originOf(attempt);
    this.#leaveHeld(attempt, event);
    endpoint.tokens.correct(used - request.cost, sinceMs, this.#model.now());
  }

  #leaveHeld(attempt: SimulatedAttempt, event: AttemptEvent): void {
    this.#model.originOf(attempt).endpoint.end(attempt, event, this.#model.now());
  }

  #isLate({ deadlineAtMs }: RequestModel): boolean {
    return this.#model.now() >= deadlineAtMs;
  }

  #checkNext(request: RequestModel, next: Next): void {
    const mustEnd = next === 'over';
    // It may have been requeued, and then have left or been displaced at the same moment.
    if (request.over === mustEnd || request.left || request.displaced) return;
    const detail = `${request.id} must ${mustEnd ? 'end' : 'go on'} after attempt ${request.attempts}`;
    this.#break(new Violation('retries', detail));
  }

  #onRefusal(request: RequestModel, refusal: LanewayError): void {
    request.displaced = refusal.code === 'queue_full';
    if (request.displaced) this.#checkDisplaced(request);
    const early = refusal.code === 'deadline_exceeded' && refusal.message.startsWith('The predicted wait');
    const late = refusal.code === 'deadline_exceeded' || refusal.code === 'throttled';
    if (late && !this.#isLate(request) && !(early && request === this.#arriving)) {
      this.#break(
        new Violation('deadline', `${request.id} was refused with ${refusal.code} before its deadline`),
      );
    }
    if (request === this.#arriving) {
      // The queue rejects a request after it has joined its lane. One that is rejected earlier counts for nothing.
      if (early || refusal.code === 'queue_full') this.#model.join(request);
      else if (!late) request.target.facade.budget.forgetRequest();
    }
    // A request without an endpoint never was in a lane.
    if (refusal.code !== 'no_endpoint' || request !== this.#arriving) this.#forget(request);
  }

  /** The displaced request must be the newest of the worst lane, and the queue must be full. */
  #checkDisplaced(displaced: RequestModel): void {
    const model = this.#model;
    const arriving = this.#arriving;
    const others = model.waiting();
    const { lane } = displaced.target;
    const total = others.length + (displaced === arriving ? 0 : 1);
    const inLane = others.filter(({ target }) => target.lane === lane).length;
    const laneIsFull = displaced === arriving && inLane >= (lane.config.capacity ?? Infinity);
    if (laneIsFull) return;
    const worse = others.filter((other) => {
      const { rank } = other.target.lane;
      const isNewer = displaced !== arriving && rank === lane.rank && other.sequence > displaced.sequence;
      return rank > lane.rank || isNewer;
    });
    const outranked = arriving !== undefined && arriving.target.lane.rank < lane.rank;
    const isRight = displaced === arriving || outranked;
    if (total >= model.config.queue.capacity && worse.length === 0 && isRight) return;
    this.#break(
      new Violation('displacement', `${displaced.id} was displaced while ${worse.length} worse ones waited`),
    );
  }

  /** An arriving request must not exceed the capacity; requeued ones may. */
  #checkCapacity(before: number): void {
    const requeued = [...this.#expected.values()].filter((next) => next === 'requeued').length;
    const capacity = Math.max(this.#model.config.queue.capacity, before + requeued);
    const waiting = this.#model.waiting().length + 1;
    if (waiting > capacity)
      this.#break(new Violation('displacement', `${waiting} requests wait; at most ${capacity} may`));
  }

  // While nobody waits, nobody could be treated unfairly: a caller without running requests is forgotten.
  #forget(request: RequestModel): void {
    const { lane } = request.target;
    const all = [...this.#model.requests.values()].filter(
      (other) => other !== request && other.target.lane === lane && !other.over,
    );
    const idle = !all.some(({ caller, running }) => caller === request.caller && running);
    if (idle && !all.some(({ waiting }) => waiting)) lane.forget(request.caller);
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      // Kept until the engine has returned, which would otherwise treat it as an error of the backend.
      this.#break(error);
    }
  }

  #break(violation: Violation): void {
    this.#broken ??= violation;
  }
}

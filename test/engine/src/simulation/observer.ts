import type { LanewayError } from '@laneway/contracts';
import type { EngineUnderTest } from '@laneway/core/testing';
import type { RecordingClient } from '@laneway/core/testing';

import type { Suspicion } from './dispatch-promises.ts';
import { checkOpen, checkRoute, checkTaking, suspects } from './dispatch-promises.ts';
import type { EndpointModel, Event } from './endpoint-model.ts';
import { checkMoment } from './moment-promises.ts';
import type { RequestModel } from './request-model.ts';
import type { BackendWatcher, SimulatedAttempt } from './simulated-backend.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** What has to become of a request after an attempt. */
type Next = 'over' | 'again' | 'back';

/** Watches clients and backends, keeps the world in step, and throws a `Violation` as soon as a promise is broken. */
export class Observer implements BackendWatcher {
  readonly #world: World;
  readonly #note: (line: string) => void;
  readonly #suspicions: Suspicion[] = [];
  readonly #expected = new Map<RequestModel, Next>();
  /** Requests whose last attempt has just failed and is to be tried at the same endpoint. */
  readonly #tryingAgain = new Set<RequestModel>();
  readonly #ended: RequestModel[] = [];
  #coming: RequestModel | undefined;
  #leaving: RequestModel | undefined;
  #broken: Violation | undefined;

  /** `note` is told what happens, a line each. */
  constructor(world: World, note: (line: string) => void) {
    this.#world = world;
    this.#note = note;
  }

  /** A request is handed to the gateway by `accept`. */
  onArrival(request: RequestModel, accept: () => void): void {
    this.#note(`${request.id} comes, for ${request.place.lane.config.name}`);
    this.#coming = request;
    const before = this.#world.waiting().length;
    accept();
    this.#coming = undefined;
    if (!request.over && request.attempts === 0) this.#world.welcome(request);
    if (!request.over && !request.running) this.#checkCapacity(before);
    request.joined = true;
    this.onStep();
  }

  /** A client leaves by `cancel`. */
  onLeave(request: RequestModel, cancel: () => void): void {
    if (request.over) return;
    this.#note(`${request.id} leaves`);
    this.#leaving = request;
    request.left = true;
    cancel();
    this.#leaving = undefined;
    this.#ended.push(request);
    if (request.running) this.#break(new Violation('cancel', `${request.id} has left and still runs`));
    this.onStep();
  }

  /** A client has been told the end of its request. */
  onOver(request: RequestModel, client: RecordingClient): void {
    const { refusal, status } = client;
    this.#note(`${request.id} ends with ${refusal?.code ?? status}`);
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
    this.#note(`${attempt.requestId} is sent to ${attempt.endpoint}`);
    this.#guard(() => this.#start(attempt));
  }

  onAbort(attempt: SimulatedAttempt): void {
    this.#note(`${attempt.requestId} is aborted at ${attempt.endpoint}`);
    this.#guard(() => {
      const request = this.#world.request(attempt.requestId);
      if (request === this.#leaving) return this.#conclude(attempt, 'cancelled', attempt.begun);
      if (this.#world.now() < request.silentUntilMs)
        throw new Violation('cancel', `${request.id} was aborted for nothing`);
      return this.#fail(attempt, request.hurried ? 'cancelled' : 'failed');
    });
  }

  onEnding(attempt: SimulatedAttempt): void {
    this.#note(`${attempt.endpoint} ends ${attempt.requestId}: ${JSON.stringify(attempt.ending)}`);
    this.#guard(() => {
      const { ending } = attempt;
      switch (ending.kind) {
        case 'answer':
          return this.#conclude(attempt, 'answered', true);
        case 'refuse':
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

  /** The gateway has done what a call or a timer made it do. */
  onStep(): void {
    for (const { request, attempts, violation } of this.#suspicions.splice(0)) {
      if (!request.over || request.attempts > attempts) this.#break(violation);
    }
    for (const [request, next] of this.#expected) this.#checkNext(request, next);
    this.#expected.clear();
    this.#tryingAgain.clear();
    for (const request of this.#ended.splice(0)) this.#forget(request);
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** Time is about to move on. */
  onMoment(engine: EngineUnderTest): void {
    if (this.#broken !== undefined) throw this.#broken;
    checkMoment(this.#world, engine);
  }

  #start(attempt: SimulatedAttempt): void {
    const world = this.#world;
    const request = world.request(attempt.requestId);
    const again = this.#tryingAgain.delete(request);
    const endpoint = checkTaking(world, request, attempt);
    checkOpen(world, request, endpoint);
    if (!again) {
      if (request === this.#coming) world.welcome(request);
      request.settlePlace(attempt.endpoint);
      checkRoute(world, request, endpoint);
      this.#suspicions.push(...suspects(world, request, endpoint));
      request.place.lane.charge(request.caller, request.weight, request.cost);
    }
    const held = again && request.attempt !== undefined ? world.homeOf(request.attempt).sinceMs : undefined;
    world.begin(request, attempt, held ?? world.now());
    endpoint.begin(attempt, again ? 0 : request.cost, world.now());
  }

  #throttle(attempt: SimulatedAttempt, throttledForMs: number): void {
    const request = this.#world.request(attempt.requestId);
    if (this.#isLate(request)) return this.#conclude(attempt, { throttledForMs }, false);
    this.#leave(attempt, { throttledForMs }, 0);
    return this.#goBack(request);
  }

  #fail(attempt: SimulatedAttempt, event: 'failed' | 'cancelled'): void {
    const world = this.#world;
    const request = world.request(attempt.requestId);
    const { config, budget } = request.place.facade;
    request.failedAt.push(attempt.endpoint);
    const spent = request.failedAt.length >= config.failover.attempts || this.#isLate(request);
    if (spent || !budget.spend(world.now())) return this.#conclude(attempt, event, false);
    const { endpoint, sinceMs } = world.homeOf(attempt);
    const failedHere = request.failedAt.filter((name) => name === attempt.endpoint).length;
    this.#leaveHeld(attempt, event);
    if (failedHere <= config.failover.retries && this.#mayRepeat(endpoint)) {
      this.#expected.set(request, 'again');
      this.#tryingAgain.add(request);
      return;
    }
    endpoint.tokens.correct(-request.cost, sinceMs, world.now());
    this.#goBack(request);
  }

  /** Whether a request may keep its slot for another try. */
  #mayRepeat(endpoint: EndpointModel): boolean {
    const nowMs = this.#world.now();
    const current = this.#world.endpoints.get(endpoint.config.name) === endpoint;
    const crowded = endpoint.open.size >= endpoint.config.slots;
    return current && !crowded && endpoint.closed(nowMs) && endpoint.forbids(nowMs) === undefined;
  }

  /** The request goes back to its lane. */
  #goBack(request: RequestModel): void {
    const { place } = request;
    place.lane.refund(request.caller, request.weight, request.cost);
    this.#world.replace(request);
    this.#expected.set(request, request.stranded ? 'over' : 'back');
  }

  /** The request ends with this attempt. `delivered`: the client got the answer, or some of it. */
  #conclude(attempt: SimulatedAttempt, event: Event, delivered: boolean): void {
    const request = this.#world.request(attempt.requestId);
    const used = delivered ? Math.ceil(request.arrival.bytes / 4) + Math.ceil(attempt.delivered / 4) : 0;
    this.#leave(attempt, event, used);
    const { lane } = this.#world.homeOf(attempt);
    lane.settle(request.caller, request.weight, used - request.cost);
    this.#forget(request);
    this.#expected.set(request, 'over');
  }

  #leave(attempt: SimulatedAttempt, event: Event, used: number): void {
    const request = this.#world.request(attempt.requestId);
    const { endpoint, sinceMs } = this.#world.homeOf(attempt);
    this.#leaveHeld(attempt, event);
    endpoint.tokens.correct(used - request.cost, sinceMs, this.#world.now());
  }

  #leaveHeld(attempt: SimulatedAttempt, event: Event): void {
    this.#world.homeOf(attempt).endpoint.end(attempt, event, this.#world.now());
  }

  #isLate({ deadlineAtMs }: RequestModel): boolean {
    return this.#world.now() >= deadlineAtMs;
  }

  #checkNext(request: RequestModel, next: Next): void {
    const gone = next === 'over';
    // It may have gone back, and then have left or been displaced at the same moment.
    if (request.over === gone || request.left || request.displaced) return;
    const detail = `${request.id} should be ${gone ? 'over' : 'tried again'} after its attempt ${request.attempts}`;
    this.#break(new Violation('retries', detail));
  }

  #onRefusal(request: RequestModel, refusal: LanewayError): void {
    request.displaced = refusal.code === 'queue_full';
    if (request.displaced) this.#checkDisplaced(request);
    const early = refusal.code === 'deadline_exceeded' && refusal.message.startsWith('The predicted wait');
    const late = refusal.code === 'deadline_exceeded' || refusal.code === 'throttled';
    if (late && !this.#isLate(request) && !(early && request === this.#coming)) {
      this.#break(
        new Violation('deadline', `${request.id} was refused with ${refusal.code} before its deadline`),
      );
    }
    if (request === this.#coming) {
      // Whoever got as far as to ask for a place was welcomed; whoever was refused before is as if it had never come.
      if (early || refusal.code === 'queue_full') this.#world.welcome(request);
      else if (!late) request.place.facade.budget.forgetRequest();
    }
    // Whoever has nowhere to go never was in a lane.
    if (refusal.code !== 'no_endpoint' || request !== this.#coming) this.#forget(request);
  }

  /** Whoever loses its place must be the newest of the worst lane, and there must have been no room. */
  #checkDisplaced(loser: RequestModel): void {
    const world = this.#world;
    const coming = this.#coming;
    const others = world.waiting();
    const { lane } = loser.place;
    const total = others.length + (loser === coming ? 0 : 1);
    const inLane = others.filter(({ place }) => place.lane === lane).length;
    const laneIsFull = loser === coming && inLane >= (lane.config.capacity ?? Infinity);
    if (laneIsFull) return;
    const worse = others.filter((other) => {
      const { rank } = other.place.lane;
      return rank > lane.rank || (loser !== coming && rank === lane.rank && other.sequence > loser.sequence);
    });
    const deserved = coming !== undefined && (loser === coming || coming.place.lane.rank < lane.rank);
    if (total >= world.config.queue.capacity && worse.length === 0 && deserved) return;
    this.#break(
      new Violation('displacement', `${loser.id} lost its place while ${worse.length} worse ones waited`),
    );
  }

  /** A newcomer takes a place that is free, or another's: what comes back does not count. */
  #checkCapacity(before: number): void {
    const cameBack = [...this.#expected.values()].filter((next) => next === 'back').length;
    const places = Math.max(this.#world.config.queue.capacity, before + cameBack);
    const waiting = this.#world.waiting().length + 1;
    if (waiting > places)
      this.#break(new Violation('displacement', `${waiting} requests wait in ${places} places`));
  }

  // With nobody waiting and nothing under way there is nobody to be fair to: the lane begins anew.
  #forget(request: RequestModel): void {
    const { lane } = request.place;
    const all = [...this.#world.requests.values()].filter(
      (other) => other !== request && other.place.lane === lane && !other.over,
    );
    const idle = !all.some(({ caller, running }) => caller === request.caller && running);
    if (idle && !all.some(({ waiting }) => waiting)) lane.forget(request.caller);
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      // Kept until the engine has returned: it would take it for an error of the backend.
      this.#break(error);
    }
  }

  #break(violation: Violation): void {
    this.#broken ??= violation;
  }
}

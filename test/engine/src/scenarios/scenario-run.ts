import type { EngineSetup, EngineUnderTest, ScriptedAttempt } from '@laneway/core/testing';
import { startEngine } from '@laneway/core/testing';

/** A request of a scenario. */
export interface Call {
  readonly lane: string;
  /** Profile of the caller, for scenarios with profiles. @default the name of the lane */
  readonly caller?: string;
  /** How long the backend takes to answer, in milliseconds. */
  readonly serviceMs: number;
  /** Tokens of the answer. @default 1 */
  readonly tokens?: number;
}

/** What happened to a call. Times are milliseconds since the scenario began; `undefined` if it has not happened yet. */
export interface CallRecord extends Call {
  readonly sentAtMs: number;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  endpoint: string | undefined;
  status: number | undefined;
}

/** One run of a scenario: an engine under a fake clock whose backends take as long as each call says, and its measurements. */
export class ScenarioRun {
  /** Every call, in the order in which they were sent. */
  readonly calls: CallRecord[] = [];
  /** Called when a call gets its slot, before the backend does anything. */
  onStart: ((call: CallRecord) => void) | undefined;
  /** How often a slot was free after an event although a call waited. Meaningful if every call may use every slot. */
  idleMoments = 0;
  /** Calls that a backend has answered with a 429. */
  readonly throttled: CallRecord[] = [];
  readonly #engine: EngineUnderTest;
  readonly #limits: Readonly<Record<string, number>>;
  readonly #startMs: number;
  readonly #byId = new Map<string, CallRecord>();
  readonly #busy = new Map<string, number>();
  readonly #waiting = new Map<string, number>();
  readonly #onAnswered = new Map<CallRecord, () => void>();
  #open = 0;

  /**
   * Starts an engine. `limits`: how many calls the backend of an endpoint can serve at once; it answers one more with a
   * 429. A backend without a limit can serve any number.
   */
  static async start(
    setup: EngineSetup,
    limits: Readonly<Record<string, number>> = {},
  ): Promise<ScenarioRun> {
    return new ScenarioRun(await startEngine({ decisions: 0, ...setup }), limits);
  }

  private constructor(engine: EngineUnderTest, limits: Readonly<Record<string, number>>) {
    this.#engine = engine;
    this.#limits = limits;
    this.#startMs = engine.clock.nowMs();
    engine.backend.onAttempt = (attempt) => this.#serve(attempt);
  }

  /** Milliseconds since the scenario began. */
  get nowMs(): number {
    return this.#engine.clock.nowMs() - this.#startMs;
  }

  send(call: Call): CallRecord {
    const record: CallRecord = {
      ...call,
      sentAtMs: this.nowMs,
      startedAtMs: undefined,
      endedAtMs: undefined,
      endpoint: undefined,
      status: undefined,
    };
    const id = `${call.lane}-${this.calls.push(record)}`;
    this.#byId.set(id, record);
    this.#count(call.lane, 1);
    this.#open += 1;
    const headers = ['x-priority', call.lane, 'x-user-id', call.caller ?? call.lane];
    const client = this.#engine.send({ id, headers });
    const onOver = () => this.#end(record, client.status);
    if (client.over) onOver();
    else client.onOver = onOver;
    this.#checkIdle();
    return record;
  }

  /** Calls `act` at `atMs`, which is not in the past. */
  at(atMs: number, act: () => void): void {
    this.#engine.clock.setTimer(atMs - this.nowMs, act);
  }

  /** Sends calls until `untilMs`, with gaps that `gapMs` returns. */
  stream(untilMs: number, gapMs: () => number, call: () => Call): void {
    const next = this.nowMs + gapMs();
    if (next >= untilMs) return;
    this.at(next, () => {
      this.send(call());
      this.stream(untilMs, gapMs, call);
    });
  }

  /** Keeps `count` calls in the engine until `untilMs`: whenever one has been answered, another is sent. */
  backlog(count: number, untilMs: number, call: () => Call): void {
    for (let sent = 0; sent < count; sent += 1) this.#replenish(untilMs, call);
  }

  /** Advances the clock to `untilMs`. */
  advanceTo(untilMs: number): void {
    this.#engine.clock.advance(untilMs - this.nowMs);
  }

  /** Advances the clock until every call has ended. */
  finish(): void {
    while (this.#open > 0 && this.#engine.clock.advanceToNext());
  }

  /** Number of calls of a lane that have no slot yet. */
  waitingIn(lane: string): number {
    return this.#waiting.get(lane) ?? 0;
  }

  /** Number of calls that the backend of an endpoint is serving. */
  busy(endpoint: string): number {
    return this.#busy.get(endpoint) ?? 0;
  }

  #replenish(untilMs: number, call: () => Call): void {
    const record = this.send(call());
    this.#onAnswered.set(record, () => {
      if (this.nowMs < untilMs) this.#replenish(untilMs, call);
    });
  }

  #serve(attempt: ScriptedAttempt): void {
    const call = this.#byId.get(attempt.requestId);
    if (call === undefined) throw new RangeError('An attempt must be for a request that was sent.');
    if (call.startedAtMs === undefined) this.#count(call.lane, -1);
    call.startedAtMs = this.nowMs;
    const { endpoint } = attempt;
    call.endpoint = endpoint;
    this.onStart?.(call);
    if (this.busy(endpoint) >= (this.#limits[endpoint] ?? Infinity)) {
      this.throttled.push(call);
      return attempt.throttle(1_000);
    }
    this.#busy.set(endpoint, this.busy(endpoint) + 1);
    this.#engine.clock.setTimer(call.serviceMs, () => {
      this.#busy.set(endpoint, this.busy(endpoint) - 1);
      attempt.answer(200, 'x'.repeat(4 * (call.tokens ?? 1)));
      this.#checkIdle();
      this.#onAnswered.get(call)?.();
    });
  }

  #end(call: CallRecord, status: number | undefined): void {
    call.endedAtMs = this.nowMs;
    call.status = status;
    this.#open -= 1;
    if (call.startedAtMs === undefined) this.#count(call.lane, -1);
  }

  #count(lane: string, change: number): void {
    this.#waiting.set(lane, this.waitingIn(lane) + change);
  }

  #checkIdle(): void {
    if ([...this.#waiting.values()].every((count) => count === 0)) return;
    const endpoints = this.#engine.gateway.endpoints();
    if (endpoints.some(({ inFlight, slots }) => inFlight < slots)) this.idleMoments += 1;
  }
}

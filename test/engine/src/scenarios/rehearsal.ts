import type { EngineSetup, EngineUnderTest, ScriptedAttempt } from '@laneway/core/testing';
import { startEngine } from '@laneway/core/testing';

/** A request as a scenario thinks of it. */
export interface Call {
  readonly lane: string;
  /** Whose it is, for scenarios that know profiles. @default the lane's name */
  readonly caller?: string;
  /** How long a backend takes for it. */
  readonly serviceMs: number;
  /** Length of the answer. @default 1 */
  readonly tokens?: number;
}

/** What has become of a call. Clock times are milliseconds since the scenario began; `undefined`: not yet. */
export interface Passage extends Call {
  readonly sentAtMs: number;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  endpoint: string | undefined;
  status: number | undefined;
}

/** An engine whose backends take as long as each call says, and the books of a scenario played with it. */
export class Rehearsal {
  readonly passages: Passage[] = [];
  /** Called when a call gets its slot, before its backend does anything. */
  onStart: ((passage: Passage) => void) | undefined;
  /** How often a slot was free, after something had happened, though a ticket waited; of meaning where every ticket may use every slot. */
  idleMoments = 0;
  /** Calls that a backend has refused with a 429. */
  readonly throttled: Passage[] = [];
  readonly #engine: EngineUnderTest;
  readonly #limits: Readonly<Record<string, number>>;
  readonly #startMs: number;
  readonly #byId = new Map<string, Passage>();
  readonly #busy = new Map<string, number>();
  readonly #waiting = new Map<string, number>();
  readonly #successors = new Map<Passage, () => void>();
  #open = 0;

  /** `limits`: calls at once that the backend of an endpoint can do; one more is refused with a 429. Backends without can do any number. */
  static async start(setup: EngineSetup, limits: Readonly<Record<string, number>> = {}): Promise<Rehearsal> {
    return new Rehearsal(await startEngine({ decisions: 0, ...setup }), limits);
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

  send(call: Call): Passage {
    const passage: Passage = {
      ...call,
      sentAtMs: this.nowMs,
      startedAtMs: undefined,
      endedAtMs: undefined,
      endpoint: undefined,
      status: undefined,
    };
    const id = `${call.lane}-${this.passages.push(passage)}`;
    this.#byId.set(id, passage);
    this.#count(call.lane, 1);
    this.#open += 1;
    const headers = ['x-priority', call.lane, 'x-user-id', call.caller ?? call.lane];
    const client = this.#engine.send({ id, headers });
    const over = () => this.#end(passage, client.status);
    if (client.over) over();
    else client.onOver = over;
    this.#check();
    return passage;
  }

  /** Does something at a moment to come. */
  at(atMs: number, act: () => void): void {
    this.#engine.clock.setTimer(atMs - this.nowMs, act);
  }

  /** Sends calls until `untilMs`, the gaps between them being what `gapMs` says. */
  stream(untilMs: number, gapMs: () => number, call: () => Call): void {
    const next = this.nowMs + gapMs();
    if (next >= untilMs) return;
    this.at(next, () => {
      this.send(call());
      this.stream(untilMs, gapMs, call);
    });
  }

  /** Keeps `count` calls of one kind in the engine until `untilMs`: whenever one is over, another comes. */
  backlog(count: number, untilMs: number, call: () => Call): void {
    for (let sent = 0; sent < count; sent += 1) this.#replenish(untilMs, call);
  }

  run(untilMs: number): void {
    this.#engine.clock.advance(untilMs - this.nowMs);
  }

  /** Until every call that has been sent is over. */
  finish(): void {
    while (this.#open > 0 && this.#engine.clock.advanceToNext());
  }

  /** Calls of a lane without a slot. */
  waitingIn(lane: string): number {
    return this.#waiting.get(lane) ?? 0;
  }

  /** Calls that the backend of an endpoint is busy with. */
  busy(endpoint: string): number {
    return this.#busy.get(endpoint) ?? 0;
  }

  #replenish(untilMs: number, call: () => Call): void {
    const passage = this.send(call());
    this.#successors.set(passage, () => {
      if (this.nowMs < untilMs) this.#replenish(untilMs, call);
    });
  }

  #serve(attempt: ScriptedAttempt): void {
    const passage = this.#byId.get(attempt.requestId);
    if (passage === undefined) throw new RangeError('an attempt is for a request that was sent');
    if (passage.startedAtMs === undefined) this.#count(passage.lane, -1);
    passage.startedAtMs = this.nowMs;
    const { endpoint } = attempt;
    passage.endpoint = endpoint;
    this.onStart?.(passage);
    if (this.busy(endpoint) >= (this.#limits[endpoint] ?? Infinity)) {
      this.throttled.push(passage);
      return attempt.throttle(1_000);
    }
    this.#busy.set(endpoint, this.busy(endpoint) + 1);
    this.#engine.clock.setTimer(passage.serviceMs, () => {
      this.#busy.set(endpoint, this.busy(endpoint) - 1);
      attempt.answer(200, 'x'.repeat(4 * (passage.tokens ?? 1)));
      this.#check();
      this.#successors.get(passage)?.();
    });
  }

  #end(passage: Passage, status: number | undefined): void {
    passage.endedAtMs = this.nowMs;
    passage.status = status;
    this.#open -= 1;
    if (passage.startedAtMs === undefined) this.#count(passage.lane, -1);
  }

  #count(lane: string, change: number): void {
    this.#waiting.set(lane, this.waitingIn(lane) + change);
  }

  #check(): void {
    if ([...this.#waiting.values()].every((count) => count === 0)) return;
    if (this.#engine.gateway.endpoints().some(({ inFlight, slots }) => inFlight < slots))
      this.idleMoments += 1;
  }
}

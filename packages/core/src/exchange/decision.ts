import type { AttemptOutcome, ErrorCode, ExchangeOutcome, TraceContext } from '@laneway/contracts';

import type { LaneReason } from '../routing/lane-choice.ts';
import type { Verdict } from '../routing/route.ts';

/** What was thought of one endpoint at one moment. */
export interface Consideration {
  readonly endpoint: string;
  /** Place of the tier's selector that names it; 0 is preferred. */
  readonly selector: number;
  readonly verdict: Verdict;
}

/** One look for a slot. */
export interface Look {
  readonly atMs: number;
  readonly result: 'waits' | 'dispatched';
  readonly considered: readonly Consideration[];
}

/** One attempt, as the record keeps it. */
export interface AttemptRecord {
  readonly endpoint: string;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  firstByteMs: number | undefined;
  outcome: AttemptOutcome | undefined;
  /** Its span, if traces are on. */
  readonly trace: TraceContext | undefined;
}

/** Why a request was treated as it was. Filled while it lives; kept for a while after its end. */
export interface Decision {
  readonly requestId: string;
  readonly receivedAtMs: number;
  profile: string | undefined;
  tier: string | undefined;
  lane: string | undefined;
  /** What put it into that lane. */
  laneReason: LaneReason | undefined;
  facade: string | undefined;
  model: string | undefined;
  /** Estimated tokens. */
  cost: number;
  deadlineAtMs: number | undefined;
  /** Tickets of its lane when it joined; `undefined` if it didn't have to wait. */
  aheadOnArrival: number | undefined;
  predictedWaitMs: number | undefined;
  readonly looks: Look[];
  readonly attempts: AttemptRecord[];
  spilled: boolean;
  outcome: ExchangeOutcome | undefined;
  error: ErrorCode | undefined;
  status: number | undefined;
  /** Milliseconds: in lanes, from arrival to the first byte, in all. */
  waitedMs: number;
  firstByteMs: number | undefined;
  durationMs: number | undefined;
}

export function newDecision(requestId: string, receivedAtMs: number): Decision {
  return {
    requestId,
    receivedAtMs,
    profile: undefined,
    tier: undefined,
    lane: undefined,
    laneReason: undefined,
    facade: undefined,
    model: undefined,
    cost: 0,
    deadlineAtMs: undefined,
    aheadOnArrival: undefined,
    predictedWaitMs: undefined,
    looks: [],
    attempts: [],
    spilled: false,
    outcome: undefined,
    error: undefined,
    status: undefined,
    waitedMs: 0,
    firstByteMs: undefined,
    durationMs: undefined,
  };
}

/** The records of recent exchanges. The oldest is forgotten first. */
export class DecisionLog {
  readonly #capacity: number;
  /** A ring: writing costs every request, reading only an operator. */
  readonly #ring: Decision[] = [];
  #next = 0;

  /** `capacity`: records kept; 0 keeps none. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(decision: Decision): void {
    if (this.#capacity === 0) return;
    this.#ring[this.#next] = decision;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The latest record of the request; a client may use an id twice. */
  get(requestId: string): Decision | undefined {
    const { length } = this.#ring;
    for (let back = 1; back <= length; back += 1) {
      const decision = this.#ring[(this.#next - back + length) % length];
      if (decision?.requestId === requestId) return decision;
    }
    return undefined;
  }
}

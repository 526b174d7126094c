import type { AttemptOutcome, ErrorCode, ExchangeOutcome, TraceContext } from '@laneway/contracts';

import type { LaneReason } from '../routing/lane-choice.ts';
import type { RouteVerdict } from '../routing/route.ts';

/** One endpoint at one look for a slot. */
export interface Consideration {
  readonly endpoint: string;
  /** Index of the tier's selector that names it; 0 is preferred. */
  readonly selector: number;
  readonly verdict: RouteVerdict;
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

/** Why a request was treated as it was. */
export interface Decision {
  readonly requestId: string;
  readonly receivedAtMs: number;
  readonly profile: string | undefined;
  readonly tier: string | undefined;
  readonly lane: string | undefined;
  /** What chose the lane. */
  readonly laneReason: LaneReason | undefined;
  readonly facade: string | undefined;
  readonly model: string | undefined;
  /** Estimated tokens. */
  readonly cost: number;
  readonly deadlineAtMs: number | undefined;
  /** Tickets in its lane when it joined; `undefined` if it did not have to wait. */
  readonly aheadOnArrival: number | undefined;
  readonly predictedWaitMs: number | undefined;
  readonly looks: readonly Look[];
  readonly attempts: readonly AttemptRecord[];
  readonly spilled: boolean;
  readonly outcome: ExchangeOutcome | undefined;
  readonly error: ErrorCode | undefined;
  readonly status: number | undefined;
  /** Time in lanes, all waits together, in milliseconds. */
  readonly waitedMs: number;
  /** From arrival to the first byte of the answer, in milliseconds. */
  readonly firstByteMs: number | undefined;
  /** From arrival to the end, in milliseconds. */
  readonly durationMs: number | undefined;
}

/** The record of one exchange: made when asked for while the exchange lives, and once more when it ends. */
export class DecisionRecord {
  readonly requestId: string;
  #describe: (() => Decision) | undefined;
  #last: Decision | undefined;

  constructor(requestId: string, describe: () => Decision) {
    this.requestId = requestId;
    this.#describe = describe;
  }

  get decision(): Decision | undefined {
    return this.#describe === undefined ? this.#last : this.#describe();
  }

  /** The exchange has ended: keeps the record and releases the exchange. */
  close(): void {
    this.#last = this.decision;
    this.#describe = undefined;
  }
}

/** The records of recent exchanges. The oldest is forgotten first. */
export class DecisionLog {
  readonly #capacity: number;
  /** A ring: writing is part of every request, reading is done by operators only. */
  readonly #ring: DecisionRecord[] = [];
  #next = 0;

  /** `capacity`: records kept, at least 1. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(record: DecisionRecord): void {
    this.#ring[this.#next] = record;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** The latest record of the request; a client may use an id twice. */
  get(requestId: string): Decision | undefined {
    const { length } = this.#ring;
    for (let back = 1; back <= length; back += 1) {
      const record = this.#ring[(this.#next - back + length) % length];
      if (record?.requestId === requestId) return record.decision;
    }
    return undefined;
  }
}

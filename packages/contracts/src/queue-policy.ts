/** A lane as policies see it. Its values change at any time. */
export interface LaneView {
  /** Name in the config. Unique. */
  readonly name: string;
  /** Position in the config: 0 is served first. */
  readonly rank: number;
  /** Share relative to the other lanes. Greater than 0. @default 1 */
  readonly weight: number;
  /** Number of tickets that wait. */
  readonly depth: number;
}

/** A waiting request as policies see it. */
export interface TicketView {
  /** Clock time at which it first entered the queue, in milliseconds since the Unix epoch. A retry keeps it. */
  readonly enqueuedAtMs: number;
  /** Clock time at which it is evicted, in milliseconds since the Unix epoch. */
  readonly deadlineAtMs: number;
  /** Estimated tokens: prompt plus expected answer. At least 1. */
  readonly cost: number;
}

/** A lane that competes for a free slot, with the ticket that would get it. */
export interface Contender {
  /** The lane. */
  readonly lane: LaneView;
  /** The first ticket of the lane that can use the slot. */
  readonly ticket: TicketView;
}

/**
 * Decides which lane is served next. One instance per gateway. All calls are synchronous, whenever a slot is free: they must
 * not block. What a method throws is reported as a warning.
 *
 * The order inside a lane (fairness between profiles, then arrival) is the gateway's, as are `reserve`, `maxWait` and capacity:
 * a ticket that has waited for `maxWait` gets the next slot without asking the policy.
 */
export interface QueuePolicy {
  /**
   * Index of the contender that gets the slot. `contenders` has at least two members, at most one per lane, the best rank first;
   * do not change or keep it. May be called several times for one slot, so it must not count. If it throws or returns anything that is not an
   * index, the best rank gets the slot.
   */
  next(contenders: readonly Contender[]): number;
  /** The lane had no tickets and has one now. */
  onWaiting?(lane: LaneView): void;
  /** A request of the lane got a slot, after waiting or at once. `cost`: its estimated tokens. Called again for each retry. */
  onDispatch?(lane: LaneView, cost: number): void;
  /**
   * A request that got a slot has ended, or goes back to the queue (`actual` is 0 then). `actual` tokens replace the `estimated`
   * ones. Called once for every `onDispatch`.
   */
  onSettle?(lane: LaneView, estimated: number, actual: number): void;
  /** Releases what the instance holds. Called once, when no generation uses it any more; may reject. */
  close?(): void | Promise<void>;
}

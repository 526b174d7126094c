/** A lane as policies see it. */
export interface LaneView {
  readonly name: string;
  /** 0 is served first. */
  readonly rank: number;
  /** Share relative to the other lanes. Greater than 0. */
  readonly weight: number;
  /** Tickets that wait. */
  readonly depth: number;
}

/** A waiting request's place as policies see it. */
export interface TicketView {
  readonly enqueuedAtMs: number;
  /** Clock time after which it is evicted. */
  readonly deadlineAtMs: number;
  /** Estimated tokens. */
  readonly cost: number;
}

/** A lane's best ticket for the slot that is free. */
export interface Contender {
  readonly lane: LaneView;
  readonly ticket: TicketView;
}

/**
 * Decides which lane is served next. One instance per gateway; all calls are synchronous.
 * The order inside a lane is the gateway's (fairness between flows, then time), as are `reserve`, `maxWait` and capacity.
 */
export interface QueuePolicy {
  /** Index of the contender that gets the slot. At most one per lane, never empty, best rank first. Must not change the list. */
  next(contenders: readonly Contender[]): number;
  /** A lane that had no tickets has one now. */
  onWaiting?(lane: LaneView): void;
  /** A request of this lane got a slot, having waited or not. `cost` is estimated tokens. */
  onDispatch?(lane: LaneView, cost: number): void;
  /** A dispatched request has ended; `actual` tokens replace the `estimated` ones. */
  onSettle?(lane: LaneView, estimated: number, actual: number): void;
  close?(): void | Promise<void>;
}

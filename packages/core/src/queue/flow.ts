/** One profile's requests in a lane, and how much of the lane's service they have had. */
export class Flow {
  readonly id: string;
  /** Share relative to the other flows. Greater than 0. */
  weight: number;
  /** Service so far divided by `weight`: tokens or requests, as the lane counts. The flow with the lowest is next. */
  startTag = 0;
  /** `Ticket.dispatchNumber` of its last dispatch; 0 before the first. */
  lastDispatch = 0;
  /** `lastDispatch` before that, for the case that the last dispatch is refunded. */
  previousDispatch = 0;
  /** Tickets that wait. */
  waiting = 0;
  /** Tickets that hold a slot. */
  running = 0;

  constructor(id: string, weight: number) {
    this.id = id;
    this.weight = weight;
  }

  get idle(): boolean {
    return this.waiting === 0 && this.running === 0;
  }
}

/** Negative if `a` is served before `b`: the lower start tag first; of equals, the one that was dispatched longer ago. */
export function compareFlows(a: Flow, b: Flow): number {
  return a.startTag - b.startTag || a.lastDispatch - b.lastDispatch;
}

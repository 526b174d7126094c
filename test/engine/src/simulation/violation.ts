/** A promise of the engine that the simulation checks. */
export type EnginePromise =
  /** A client gets the answer to its own request. */
  | 'answer'
  /** Within a flow, and in a lane without fairness, the oldest request that can use the slot is first. */
  | 'arrival'
  /** When a client leaves, its attempt is aborted; no other attempt is. */
  | 'cancel'
  /** What the engine counts equals what is counted from outside, and nothing is left when it is closed. */
  | 'conservation'
  /** No request waits, runs or is sent past its deadline, and none is evicted before it. */
  | 'deadline'
  /** A full queue displaces the newest request of the worst lane, and only for a better-ranked one. */
  | 'displacement'
  /** Nothing is sent to an endpoint that is down, throttled or without quota. */
  | 'blocked endpoint'
  /** Every request ends exactly once, and runs at one endpoint at a time. */
  | 'ends once'
  /** Within a lane, the flow that has been served least is next. */
  | 'fairness'
  /** A request that has waited for `maxWait` is before all that have not. */
  | 'maxWait'
  /** No slot is free while a request waits that could use it. */
  | 'no idle slot'
  /** A request uses the first selector, and of its endpoints the lowest group, that has room. */
  | 'preference'
  /** Under the strict policy, a slot goes to the best-ranked lane that can use it. */
  | 'rank'
  /** A lane leaves the reserves of better-ranked lanes free. */
  | 'reserve'
  /** A failed attempt is repeated, requeued or final, as failover and retry budget say. */
  | 'retries'
  /** A request goes only to endpoints that its tier admits by then. */
  | 'route'
  /** An endpoint never has more requests than slots. */
  | 'slots';

/** The engine has broken a promise. */
export class Violation extends Error {
  readonly promise: EnginePromise;

  constructor(promise: EnginePromise, detail: string) {
    super(`${promise}: ${detail}`);
    this.name = 'Violation';
    this.promise = promise;
  }
}

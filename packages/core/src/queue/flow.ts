/**
 * One profile's requests in a lane and what they have been served so far.
 * The virtual counter follows "Fairness in Serving Large Language Models" (Sheng et al., OSDI 2024).
 */
export class Flow {
  readonly id: string;
  /** Share relative to the other flows. Greater than 0. */
  weight: number;
  /** Served so far, divided by weight: tokens or requests, as the lane counts. The least is served next. */
  served = 0;
  /** Sequence of its last dispatch: of two flows equally served, the one that waited longer for its turn goes. */
  lastTurn = 0;
  /** What `lastTurn` was before, in case that turn came to nothing. */
  turnBefore = 0;
  waiting = 0;
  running = 0;

  constructor(id: string, weight: number) {
    this.id = id;
    this.weight = weight;
  }

  get idle(): boolean {
    return this.waiting === 0 && this.running === 0;
  }
}

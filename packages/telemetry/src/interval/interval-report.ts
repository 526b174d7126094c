/** What happened in each window of wall-clock time, and what that would take to provision. */
export interface IntervalReport {
  /** ISO 8601. */
  readonly at: string;
  readonly generation: number;
  readonly windowMs: number;
}

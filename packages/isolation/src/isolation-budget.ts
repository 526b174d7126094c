/** What a thread may take before its processor is quarantined. */
export interface IsolationBudget {
  /** CPU time for what it is shown at once. Milliseconds; noticed up to a tenth of a second late. */
  readonly cpuMs: number;
  /** JavaScript heap, and again as much outside it (buffers). MiB. */
  readonly memoryMiB: number;
  /** Time in which it must have taken note of what it is shown, or be ready at the start. Milliseconds. */
  readonly answerMs: number;
  /** Bytes that may wait for it while it is busy. */
  readonly backlogBytes: number;
}

/** Ample for reading answers: far more than an honest processor takes. */
export const defaultBudget: IsolationBudget = {
  cpuMs: 1_000,
  memoryMiB: 128,
  answerMs: 10_000,
  backlogBytes: 64 * 1024 * 1024,
};

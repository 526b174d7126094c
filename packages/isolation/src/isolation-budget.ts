/** What a thread may use before its processor is quarantined. */
export interface IsolationBudget {
  /** CPU time for one batch of steps. Milliseconds; an excess is noticed up to 100 ms late. */
  readonly cpuMs: number;
  /** Size of the JavaScript heap, and separately of the memory outside it (buffers). MiB. */
  readonly memoryMiB: number;
  /** Time until a batch of steps must be processed, or the processor created. Milliseconds. */
  readonly answerMs: number;
  /** Bytes that may wait for the thread while it is busy. */
  readonly backlogBytes: number;
}

/** Far more than an honest processor uses. */
export const defaultBudget: IsolationBudget = {
  cpuMs: 1_000,
  memoryMiB: 128,
  answerMs: 10_000,
  backlogBytes: 64 * 1024 * 1024,
};

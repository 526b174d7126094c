/** A timer that has been set and may still be cancelled. */
export interface Timer {
  /** Stops the timer. Does nothing once it has fired or was cancelled. */
  cancel(): void;
}

/** Where time comes from: the real clock in production, a fake one in tests and in the simulator. */
export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions; never goes backwards. */
  nowMs(): number;
  /** Calls `fire` once, `delayMs` from now (0 or more), never before it returns. */
  setTimer(delayMs: number, fire: () => void): Timer;
}

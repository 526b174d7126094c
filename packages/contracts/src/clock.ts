/** A timer that was set with `Clock.setTimer`. */
export interface Timer {
  /** Stops the timer. Does nothing if it has fired or was cancelled. Never throws. */
  cancel(): void;
}

/** Where time comes from: the real clock in production, a fake one in tests and in the simulation. */
export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions. Never goes backwards. */
  nowMs(): number;
  /** Calls `fire` once, `delayMs` milliseconds (0 or more) from now, and never before `setTimer` has returned. */
  setTimer(delayMs: number, fire: () => void): Timer;
}

import type { Clock } from '@laneway/contracts';

/** The machine's clock, which never goes backwards. */
export const realClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, fire) {
    // Node's timers may fire up to a millisecond early; those of a clock never do.
    const timeout = setTimeout(fire, Math.ceil(delayMs));
    return { cancel: () => clearTimeout(timeout) };
  },
};

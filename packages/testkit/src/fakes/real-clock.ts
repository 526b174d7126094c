import type { Clock } from '@laneway/contracts';

/** The machine's clock. It never goes backwards. For tests of real timers, files or threads. */
export const realClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, fire) {
    // Node may fire a timer up to a millisecond early; a `Clock` never does.
    const timeout = setTimeout(fire, Math.ceil(delayMs));
    return { cancel: () => clearTimeout(timeout) };
  },
};

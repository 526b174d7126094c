import { performance } from 'node:perf_hooks';

import type { Clock } from '@laneway/contracts';

const startedAtMs = performance.timeOrigin;

/** The machine's clock: wall time at the start plus monotonic time, so it never goes backwards. */
export const realClock: Clock = {
  nowMs: () => startedAtMs + performance.now(),
  setTimer(delayMs, fire) {
    // Node's timers may fire up to a millisecond early; those of a Clock must not.
    const timer = setTimeout(fire, Math.min(Math.ceil(delayMs), longestDelayMs));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Node treats longer delays as 0. Code that sets such a timer reads the clock when it fires. */
const longestDelayMs = 2 ** 31 - 1;

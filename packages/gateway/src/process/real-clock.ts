import { performance } from 'node:perf_hooks';

import type { Clock } from '@laneway/contracts';

const startedAtMs = performance.timeOrigin;

/** The machine's clock: wall time at start, counted on monotonically, so that it never goes backwards. */
export const realClock: Clock = {
  nowMs: () => startedAtMs + performance.now(),
  setTimer(delayMs, fire) {
    // Timers of Node may fire up to a millisecond early; those of a Clock never do.
    const timer = setTimeout(fire, Math.min(Math.ceil(delayMs), longestDelayMs));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Node takes longer delays for none at all. Who sets such a timer looks at the clock when it fires. */
const longestDelayMs = 2 ** 31 - 1;

import type { Clock } from '@laneway/contracts';

/** Resolves at the given time of the clock, or as soon as the signal aborts; the caller looks at the signal to tell which. */
export function pauseUntil(clock: Clock, timeMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const delayMs = timeMs - clock.nowMs();
    if (delayMs <= 0 || signal.aborted) return resolve();
    const timer = clock.setTimer(delayMs, done);
    signal.addEventListener('abort', done, { once: true });

    function done(): void {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

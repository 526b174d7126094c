import type { Clock } from '@laneway/contracts';

/** Resolves at `timeMs` of the clock or when the signal aborts. The caller checks the signal. */
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

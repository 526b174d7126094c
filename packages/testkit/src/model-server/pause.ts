import type { Clock } from '@laneway/contracts';

/** Resolves after the delay, or at once when the signal aborts; the caller looks at the signal to tell which. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = clock.setTimer(delayMs, done);
    signal.addEventListener('abort', done, { once: true });

    function done(): void {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

import type { TimerWheel } from './time/timer-wheel.ts';
import { TimerEntry } from './time/timer-wheel.ts';

/** Calls `done` once: when `told` resolves, or at `untilMs` (clock time). `told` doesn't reject. */
export function whenTold(told: Promise<void>, wheel: TimerWheel, untilMs: number, done: () => void): void {
  let waiting = true;
  const stop = () => {
    if (!waiting) return;
    waiting = false;
    wheel.cancel(patience);
    done();
  };
  const patience = new TimerEntry(stop);
  wheel.schedule(patience, untilMs);
  void told.then(stop);
}

import type { Timer } from '@laneway/contracts';
import { FakeClock } from '@laneway/testkit';

/** A fake clock that calls `onStep` after each timer that has fired. */
export class StepClock extends FakeClock {
  onStep: (() => void) | undefined;

  override setTimer(delayMs: number, fire: () => void): Timer {
    return super.setTimer(delayMs, () => {
      fire();
      this.onStep?.();
    });
  }
}

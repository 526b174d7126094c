import type { Clock, Profile, Timer } from '@laneway/contracts';

type Profiles = ReadonlyMap<string, Profile>;

/** Profiles that have left their source but stay valid for a grace period, in which a mistake may be noticed. */
export class DepartedProfiles {
  readonly #graceMs: number;
  readonly #clock: Clock;
  readonly #onGone: () => void;
  readonly #departed = new Map<string, Profile>();
  readonly #timers = new Set<Timer>();

  /** `graceMs`: milliseconds, 0 for no grace. `onGone` is called when profiles have become invalid. */
  constructor(graceMs: number, clock: Clock, onGone: () => void) {
    this.#graceMs = graceMs;
    this.#clock = clock;
    this.#onGone = onGone;
  }

  find(id: string): Profile | undefined {
    return this.#departed.get(id);
  }

  /** Compares what the source had `before` with what it has `after`. Returns how many profiles have left it. */
  update(before: Profiles, after: Profiles): number {
    for (const id of after.keys()) this.#departed.delete(id);
    const left = [...before].filter(([id]) => !after.has(id));
    if (left.length > 0 && this.#graceMs > 0) this.#keep(left);
    return left.length;
  }

  /** Cancels all timers: `onGone` is not called any more. */
  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #keep(left: readonly (readonly [string, Profile])[]): void {
    for (const [id, profile] of left) this.#departed.set(id, profile);
    const timer = this.#clock.setTimer(this.#graceMs, () => {
      this.#timers.delete(timer);
      // A profile that has come back meanwhile and left again has a later end.
      for (const [id, profile] of left) if (this.#departed.get(id) === profile) this.#departed.delete(id);
      this.#onGone();
    });
    this.#timers.add(timer);
  }
}

import type { Clock, Profile, Timer } from '@laneway/contracts';

type Profiles = ReadonlyMap<string, Profile>;

/** Profiles that their source no longer has and that count for a while yet: until then, somebody may notice that it was a mistake. */
export class DepartedProfiles {
  readonly #graceMs: number;
  readonly #clock: Clock;
  readonly #onGone: () => void;
  readonly #departed = new Map<string, Profile>();
  readonly #timers = new Set<Timer>();

  /** `graceMs`: 0 keeps none. `onGone` is told when some no longer count. */
  constructor(graceMs: number, clock: Clock, onGone: () => void) {
    this.#graceMs = graceMs;
    this.#clock = clock;
    this.#onGone = onGone;
  }

  find(id: string): Profile | undefined {
    return this.#departed.get(id);
  }

  /** The source has `after` instead of `before`. Returns how many have left it. */
  note(before: Profiles, after: Profiles): number {
    for (const id of after.keys()) this.#departed.delete(id);
    const left = [...before].filter(([id]) => !after.has(id));
    if (left.length > 0 && this.#graceMs > 0) this.#keep(left);
    return left.length;
  }

  /** Tells nobody any more. */
  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #keep(left: readonly (readonly [string, Profile])[]): void {
    for (const [id, profile] of left) this.#departed.set(id, profile);
    const timer = this.#clock.setTimer(this.#graceMs, () => {
      this.#timers.delete(timer);
      // Who has come back meanwhile, and left again, has a later end.
      for (const [id, profile] of left) if (this.#departed.get(id) === profile) this.#departed.delete(id);
      this.#onGone();
    });
    this.#timers.add(timer);
  }
}

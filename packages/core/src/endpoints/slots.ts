import { epsilon } from '../numbers/epsilon.ts';

/** Who takes a slot: in the gateway, a lane. */
export interface SlotClaimant {
  readonly name: string;
  /** 0 is served first. */
  readonly rank: number;
  /** Share of an endpoint's slots that is kept for this claimant. 0 to 1. */
  readonly reserve: number;
}

/** `share` (0 to 1) of `slots`, rounded up. 7 % of 100 is 7, although it is computed as slightly more. */
export function slotShare(share: number, slots: number): number {
  return Math.ceil(share * slots - epsilon);
}

/** The slots of one endpoint: how many are in use, by which claimants, and how many are kept for better-ranked ones. */
export class Slots {
  /** Requests that may be in flight at once. */
  total = 1;
  #inFlight = 0;
  readonly #inFlightBy = new Map<SlotClaimant, number>();
  #reserves: readonly SlotClaimant[] = [];

  get inFlight(): number {
    return this.#inFlight;
  }

  /** From now on, `claimants` have their reserves. Best-ranked first. */
  reserveFor(claimants: readonly SlotClaimant[]): void {
    this.#reserves = claimants;
  }

  take(claimant: SlotClaimant): void {
    this.#inFlight += 1;
    this.#inFlightBy.set(claimant, (this.#inFlightBy.get(claimant) ?? 0) + 1);
  }

  giveBack(claimant: SlotClaimant): void {
    this.#inFlight -= 1;
    const left = (this.#inFlightBy.get(claimant) ?? 1) - 1;
    // A lane that was removed from the config must not stay referenced.
    if (left > 0) this.#inFlightBy.set(claimant, left);
    else this.#inFlightBy.delete(claimant);
  }

  /** Why `claimant` may not take a slot now; `undefined` if it may. `ceiling`: how many slots a slow start offers. */
  blockedBy(claimant: SlotClaimant, ceiling: number): 'no-slot' | 'reserved' | undefined {
    const offered = Math.min(this.total, ceiling);
    const free = offered - this.#inFlight;
    if (free <= 0) return 'no-slot';
    return free - this.#reservedAgainst(claimant, offered) < 1 ? 'reserved' : undefined;
  }

  // A slow start scales reserves with the slots that it offers. No reserve takes the last slot: an idle endpoint serves
  // whichever request comes.
  #reservedAgainst({ rank }: SlotClaimant, offered: number): number {
    let reserved = 0;
    for (const better of this.#reserves) {
      if (better.rank >= rank) break;
      const share = (slotShare(better.reserve, this.total) * offered) / this.total;
      reserved += Math.max(0, share - (this.#inFlightBy.get(better) ?? 0));
    }
    return Math.min(reserved, offered - 1);
  }
}

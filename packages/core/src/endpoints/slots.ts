/** Who takes a slot: in the gateway, a lane. */
export interface SlotClaimant {
  /** 0 is served first. */
  readonly rank: number;
  /** Share of an endpoint's slots that is kept for this claimant. 0 to 1. */
  readonly reserve: number;
}

/** What counts as nothing: 7 % of 100 is a little more than 7 in floating-point numbers. */
const hair = 1e-9;

/** Slots that a share of them comes to, part of a slot being a whole one. `share`: 0 to 1. */
export function slotShare(share: number, slots: number): number {
  return Math.ceil(share * slots - hair);
}

/** What counts as nothing: 7 % of 100 is a little more than 7 in floating-point numbers. */
const hair = 1e-9;

/** Slots that a share of them comes to, part of a slot being a whole one. `share`: 0 to 1. */
export function slotShare(share: number, slots: number): number {
  return Math.ceil(share * slots - hair);
}

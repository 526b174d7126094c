/** Tolerance for floating-point error in sums and products of slots, tokens and requests, which are at most some billions. */
export const epsilon = 1e-6;

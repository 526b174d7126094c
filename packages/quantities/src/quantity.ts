/** A number that was written with a unit, or what is wrong with the way it was written. The latter never quotes it. */
export type Quantity =
  | { readonly value: number }
  | { readonly problem: string; readonly allowed?: readonly string[]; readonly suggestion?: string };

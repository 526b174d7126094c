/** A number that was written with a unit, or a sentence that says what is wrong. The sentence never quotes the input. */
export type Quantity =
  | { readonly value: number }
  | { readonly problem: string; readonly allowed?: readonly string[]; readonly suggestion?: string };

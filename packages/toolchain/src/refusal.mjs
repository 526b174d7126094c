/** A failure that its message explains completely; it is printed without a stack. */
export class Refusal extends Error {
  name = 'Refusal';
}

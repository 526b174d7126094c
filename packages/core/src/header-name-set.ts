/** Names of headers, compared without regard to case. Most names that aren't in it are told by length and first letter. */
export class HeaderNameSet {
  readonly #names = new Set<string>();
  /** By length of name: a bit for each first letter. */
  readonly #firstLetters: number[] = [];

  constructor(names: Iterable<string>) {
    for (const name of names) {
      this.#names.add(name.toLowerCase());
      this.#firstLetters[name.length] = (this.#firstLetters[name.length] ?? 0) | letterBit(name);
    }
  }

  has(name: string): boolean {
    const letters = this.#firstLetters[name.length];
    return letters !== undefined && (letters & letterBit(name)) !== 0 && this.#names.has(name.toLowerCase());
  }
}

// The lower five bits of a letter's code don't tell case; shifts look at no others.
function letterBit(name: string): number {
  return 1 << name.charCodeAt(0);
}

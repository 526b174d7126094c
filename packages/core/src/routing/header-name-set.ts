import { isHeader } from '@laneway/contracts';

/** Names of headers, compared without regard to case. The length alone excludes most other names. */
export class HeaderNameSet {
  readonly #byLength: string[][] = [];

  constructor(names: Iterable<string>) {
    for (const name of names) (this.#byLength[name.length] ??= []).push(name.toLowerCase());
  }

  has(name: string): boolean {
    const sameLength = this.#byLength[name.length];
    if (sameLength === undefined) return false;
    for (const each of sameLength) if (isHeader(name, each)) return true;
    return false;
  }
}

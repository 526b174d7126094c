import { didYouMean } from '../findings/closest.ts';
import type { Problem } from '../findings/problem.ts';
import { escapeReferences } from '../reading/interpolate.ts';

/** The variables of another gateway's environment form, by name without regard to case, and what is wrong with them. */
export class EnvironmentVariables {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #names = new Map<string, string>();

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
    for (const name of Object.keys(env)) this.#names.set(name.toLowerCase(), name);
  }

  /** Every name, as it is spelled. */
  get names(): Iterable<string> {
    return this.#names.values();
  }

  /** How the environment spells a name; as given if it doesn't have it. */
  spelling(name: string): string {
    return this.#names.get(name.toLowerCase()) ?? name;
  }

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  /** `undefined` if it isn't set, empty, or `-`, which templates write for "the default". A `${` in it is only text. */
  text(name: string): string | undefined {
    const text = this.#env[this.spelling(name)]?.trim();
    return text === undefined || text === '' || text === '-' ? undefined : escapeReferences(text);
  }

  /** A whole number, or a product of whole numbers such as `60*10`. */
  whole(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^-?\d+(\s*\*\s*\d+)*$/.test(text))
      return text.split('*').reduce((product, factor) => product * Number(factor), 1);
    this.refuse(name, 'not a whole number', { value: JSON.stringify(text) });
    return undefined;
  }

  /** `true` in any case is true; so is nothing else. */
  isTrue(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }

  /** Items between commas, without the brackets and quotes that may stand around them. */
  list(name: string): string[] | undefined {
    const text = this.text(name)?.replace(/^\[(.*)\]$/s, '$1');
    const items = text?.split(',').map((item) => item.trim().replace(/^(["'])(.*)\1$/s, '$2'));
    return items?.filter((item) => item !== '');
  }

  /** One of the keys of `meanings`, in any case, as what it means there. */
  oneOf<T>(name: string, meanings: Readonly<Record<string, T>>): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const known = Object.keys(meanings);
    const meant = known.find((key) => key.toLowerCase() === text.toLowerCase());
    if (meant !== undefined) return meanings[meant];
    const hints = { value: JSON.stringify(text), allowed: known, ...didYouMean(text, known) };
    this.refuse(name, 'not one of the possible values', hints);
    return undefined;
  }

  refuse(name: string, message: string, hints: Partial<Problem> = {}): void {
    this.problems.push({ ...this.#about(name, message), ...hints });
  }

  warn(name: string, message: string, hints: Partial<Problem> = {}): void {
    this.warnings.push({ ...this.#about(name, message), ...hints });
  }

  #about(name: string, message: string): Problem {
    return { file: 'environment', line: undefined, column: undefined, path: this.spelling(name), message };
  }
}

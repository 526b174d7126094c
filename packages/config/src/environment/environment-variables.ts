import { didYouMean } from '../findings/closest.ts';
import type { Problem } from '../findings/problem.ts';
import { escapeReferences } from '../reading/interpolate.ts';

/** Environment variables by name, without regard to case, and the problems found in them. */
export class EnvironmentVariables {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #names = new Map<string, string>();

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
    for (const name of Object.keys(env)) this.#names.set(name.toLowerCase(), name);
  }

  /** Every name as the environment spells it. */
  get names(): Iterable<string> {
    return this.#names.values();
  }

  /** `name` as the environment spells it; unchanged if it is not set. */
  spelling(name: string): string {
    return this.#names.get(name.toLowerCase()) ?? name;
  }

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  /** The value; `undefined` if it is not set, empty, or `-`, which templates write for the default. `${` is escaped. */
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
    this.refuse(name, 'Expected a whole number.', { value: JSON.stringify(text) });
    return undefined;
  }

  /** Whether the value is `true`, in any case. */
  isTrue(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }

  /** Items between commas, without brackets and quotes around them. */
  list(name: string): string[] | undefined {
    const text = this.text(name)?.replace(/^\[(.*)\]$/s, '$1');
    const items = text?.split(',').map((item) => item.trim().replace(/^(["'])(.*)\1$/s, '$2'));
    return items?.filter((item) => item !== '');
  }

  /** The entry of `meanings` whose key is the value, in any case. */
  oneOf<T>(name: string, meanings: Readonly<Record<string, T>>): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const known = Object.keys(meanings);
    const key = known.find((each) => each.toLowerCase() === text.toLowerCase());
    if (key !== undefined) return meanings[key];
    const hints = { value: JSON.stringify(text), allowed: known, ...didYouMean(text, known) };
    this.refuse(name, 'Must be one of the allowed values.', hints);
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

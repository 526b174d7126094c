import type { HeaderOwners } from './header-lines.ts';
import { headerLines } from './header-lines.ts';
import { isListed } from './allow-list.ts';

/** What is asked of a request's headers. Names are lower case. */
export interface HeaderRules {
  /** Must be there and not blank. */
  readonly required: readonly string[];
  /** Are removed, so that only a profile can set them. */
  readonly disallowed: ReadonlySet<string>;
  /** A header, and the one that lists what it may be. */
  readonly rules: readonly (readonly [header: string, list: string])[];
}

/** What is wrong with the headers. */
export interface HeaderFault {
  readonly header: string;
  readonly message: string;
}

/** Rules as options give them, completed: what a rule reads is required, and its list is not the client's to send. */
export function headerRules(options: {
  readonly required: readonly string[];
  readonly disallowed: readonly string[];
  readonly rules: Readonly<Record<string, string>>;
}): HeaderRules {
  const rules = Object.entries(options.rules);
  return {
    required: [...new Set([...options.required, ...rules.flat()])],
    disallowed: new Set([...options.disallowed, ...Object.values(options.rules)]),
    rules,
  };
}

/** The first thing that is wrong; `undefined` if nothing is. */
export function headerFault(
  owners: HeaderOwners,
  { required, disallowed, rules }: HeaderRules,
): HeaderFault | undefined {
  const linesOf = (name: string) => headerLines(name, owners, disallowed);
  const missing = required.find((name) => linesOf(name).every((value) => value.trim() === ''));
  if (missing !== undefined)
    return { header: missing, message: `The request header ${missing} is required.` };
  // Every line of it: a backend may go by another than the first.
  const [wrong] =
    rules.find(([name, list]) => !linesOf(name).every((value) => isListed(value, linesOf(list).join()))) ??
    [];
  if (wrong === undefined) return undefined;
  return { header: wrong, message: `The value of the request header ${wrong} is not allowed.` };
}

import type { HeaderOwners } from './header-lines.ts';
import { headerLines } from './header-lines.ts';
import { isListed } from './allow-list.ts';

/** Rules for the headers of a request. Names are lower case. */
export interface HeaderRules {
  /** Headers that must be present and not blank. */
  readonly required: readonly string[];
  /** Headers that are removed, so that only a profile can set them. */
  readonly disallowed: ReadonlySet<string>;
  /** A header, and the header that lists its allowed values. */
  readonly rules: readonly (readonly [header: string, list: string])[];
}

/** A header that breaks a rule, and the message for the client. */
export interface HeaderFault {
  readonly header: string;
  readonly message: string;
}

/** The rules that the options describe. Both headers of a rule are required, and its list is disallowed: clients can't send it. */
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

/** The first header that breaks a rule; `undefined` if none does. */
export function headerFault(
  owners: HeaderOwners,
  { required, disallowed, rules }: HeaderRules,
): HeaderFault | undefined {
  const linesOf = (name: string) => headerLines(name, owners, disallowed);
  const missing = required.find((name) => linesOf(name).every((value) => value.trim() === ''));
  if (missing !== undefined)
    return { header: missing, message: `The request header ${missing} is required.` };
  // Every line, because a backend may use another one than the first.
  const [wrong] =
    rules.find(([name, list]) => !linesOf(name).every((value) => isListed(value, linesOf(list).join()))) ??
    [];
  if (wrong === undefined) return undefined;
  return { header: wrong, message: `The value of the request header ${wrong} is not allowed.` };
}

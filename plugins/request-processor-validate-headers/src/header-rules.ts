import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

/** What is asked of a request's headers. Names are lower case. */
export interface HeaderRules {
  /** Must be there and not empty. */
  readonly required: readonly string[];
  /** Are removed. */
  readonly disallowed: readonly string[];
  /** Header whose value must be in the comma-separated list that another header holds. */
  readonly rules: Readonly<Record<string, string>>;
}

/** What is wrong with the headers. */
export interface HeaderFault {
  readonly header: string;
  readonly message: string;
}

/** The first thing that is wrong; `undefined` if nothing is. */
export function headerFault(headers: HeaderPairs, { required, rules }: HeaderRules): HeaderFault | undefined {
  for (const header of required) {
    if ((headerValue(headers, header) ?? '').trim() === '') return { header, message: `the request header ${header} is required` };
  }
  for (const [header, list] of Object.entries(rules)) {
    const value = (headerValue(headers, header) ?? '').trim();
    if (!isListed(value, headerValue(headers, list) ?? '')) {
      return { header, message: `the value of the request header ${header} is not allowed` };
    }
  }
  return undefined;
}

/** The headers less those that are disallowed. */
export function allowedHeaders(headers: HeaderPairs, disallowed: readonly string[]): HeaderPairs {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!disallowed.includes(name.toLowerCase())) kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}

// An entry that ends in * allows everything that begins with the rest of it.
function isListed(value: string, list: string): boolean {
  const wanted = value.toLowerCase();
  return list.split(',').some((item) => {
    const entry = item.trim().toLowerCase();
    if (entry === '') return false;
    return entry.endsWith('*') ? wanted.startsWith(entry.slice(0, -1)) : wanted === entry;
  });
}

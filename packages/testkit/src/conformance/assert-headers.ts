import assert from 'node:assert/strict';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HeaderPairs } from '@laneway/contracts';

/** Fails unless `headers` are pairs of valid names and values. */
export function assertHeaders(headers: HeaderPairs): void {
  assert.ok(Array.isArray(headers), 'Headers must be a list: name, value, name, value, ...');
  assert.equal(headers.length % 2, 0, 'The last header name has no value.');
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}

/** The names in `headers`, in lower case. */
export function headerNames(headers: HeaderPairs): readonly string[] {
  return headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
}

import assert from 'node:assert/strict';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HeaderPairs } from '@laneway/contracts';

/** Fails unless these are pairs of names and values that can go on the wire. */
export function assertHeaders(headers: HeaderPairs): void {
  assert.ok(Array.isArray(headers), 'headers are a list: name, value, name, value, ...');
  assert.equal(headers.length % 2, 0, 'a header name lacks its value');
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}

/** The names among `headers`, lower case. */
export function headerNames(headers: HeaderPairs): readonly string[] {
  return headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
}

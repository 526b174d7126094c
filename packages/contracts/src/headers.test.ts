import assert from 'node:assert/strict';
import { test } from 'node:test';

import { credentialHeaders } from './credential-headers.ts';
import { headerValue, isHeader } from './headers.ts';

const headers = ['Content-Type', 'text/plain', 'X-Tag', 'first', 'x-tag', 'second', 'X-Empty', ''];

test('a header is found whatever its spelling on the wire', () => {
  assert.equal(headerValue(headers, 'content-type'), 'text/plain');
  assert.equal(headerValue(['CONTENT-TYPE', 'a'], 'content-type'), 'a');
});

test('of a repeated header, the first value is found', () => {
  assert.equal(headerValue(headers, 'x-tag'), 'first');
});

test('an empty value is a value, and a missing header is undefined', () => {
  assert.equal(headerValue(headers, 'x-empty'), '');
  assert.equal(headerValue(headers, 'x-other'), undefined);
  assert.equal(headerValue([], 'x-tag'), undefined);
});

test('a value is not mistaken for a name', () => {
  assert.equal(headerValue(['X-A', 'x-b', 'X-C', 'c'], 'x-b'), undefined);
});

test('a name without a value at the end of the list is no header', () => {
  assert.equal(headerValue(['X-A', 'a', 'X-B'], 'x-b'), undefined);
});

test('names of the same length that differ anywhere, also in the dash, are different', () => {
  assert.equal(isHeader('X-Tab', 'x-tag'), false);
  assert.equal(isHeader('Y-Tag', 'x-tag'), false);
  // These differ in one bit only, as capitals do, but are not letters.
  assert.equal(isHeader('x\rtag', 'x-tag'), false);
  assert.equal(isHeader('\u0018-tag', 'x-tag'), false);
  assert.equal(isHeader('X-TAG', 'x-tag'), true);
});

test('names of credential headers are in lower case, and the usual ones are among them', () => {
  for (const name of credentialHeaders) assert.equal(name, name.toLowerCase());
  for (const name of ['authorization', 'api-key', 'cookie']) assert.ok(credentialHeaders.has(name), name);
});

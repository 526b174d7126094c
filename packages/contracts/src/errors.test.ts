import assert from 'node:assert/strict';
import { test } from 'node:test';

import { errorTraits, isLanewayError, LanewayError } from './errors.ts';

test('an error carries its code, its row of the table and its details', () => {
  const cause = new Error('The disk is full.');
  const error = new LanewayError('quota_exceeded', 'The quota is spent.', {
    param: 'tpm',
    retryAfterMs: 1_500,
    cause,
  });
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'LanewayError');
  assert.equal(error.message, 'The quota is spent.');
  assert.equal(error.code, 'quota_exceeded');
  assert.equal(error.param, 'tpm');
  assert.equal(error.retryAfterMs, 1_500);
  assert.equal(error.cause, cause);
  assert.equal(error.traits, errorTraits.quota_exceeded);
});

test('an error without details has none', () => {
  const error = new LanewayError('no_facade', 'No facade matches the request.');
  assert.equal(error.param, undefined);
  assert.equal(error.retryAfterMs, undefined);
  assert.equal('cause' in error, false);
});

test('an error of another installed copy of the package is recognised', async () => {
  const copy = await import(new URL('./errors.ts?copy', import.meta.url).href);
  const error = new copy.LanewayError('draining', 'The gateway is shutting down.');
  assert.equal(error instanceof LanewayError, false);
  assert.equal(isLanewayError(error), true);
});

test('other values are not errors of the gateway', () => {
  const lookalike = { name: 'LanewayError', code: 'draining', message: '' };
  for (const value of [undefined, null, 'draining', 42, {}, new Error('draining'), lookalike])
    assert.equal(isLanewayError(value), false);
});

test('the mark that makes errors recognisable is not written into logs', () => {
  assert.deepEqual(Object.keys(new LanewayError('draining', '')).toSorted(), [
    'code',
    'name',
    'param',
    'retryAfterMs',
  ]);
});

test('every row of the table is an answer that HTTP knows, and throttled callers are invited to come back', () => {
  for (const [code, { status, retryable, type }] of Object.entries(errorTraits)) {
    assert.ok(Number.isInteger(status) && status >= 400 && status <= 599, code);
    assert.match(type, /^[a-z]+(_[a-z]+)*$/, code);
    if (status === 429 || status === 503) assert.equal(retryable, true, code);
    assert.match(code, /^[a-z]+(_[a-z]+)*$/);
  }
});

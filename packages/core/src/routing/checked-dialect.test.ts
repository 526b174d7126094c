import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CallerError, Dialect } from '@laneway/contracts';
import { aDialect, aHead, aRequest, sseEvent } from '@laneway/testkit';

import { CheckedDialect } from './checked-dialect.ts';

/** A dialect that says what a plugin in JavaScript could say, and the errors that it is reported for. */
function checked(wrong: { readonly [Member in keyof Dialect]?: unknown }) {
  const errors: unknown[] = [];
  const dialect = new CheckedDialect(aDialect(wrong as Partial<Dialect>), (error) => errors.push(error));
  return { dialect, errors };
}

const throwing = () => {
  throw new Error('broken');
};
const request = aRequest();
const answer = { head: aHead(), isStream: false, events: 0, bytes: 0 };
const error: CallerError = {
  status: 429,
  code: 'queue_full',
  type: 'rate_limit_error',
  message: 'Full.',
  param: undefined,
  requestId: 'request-1',
};

test('a dialect that throws is reported each time, and has found nothing', () => {
  const { dialect, errors } = checked({
    modelInHead: throwing,
    modelInBody: throwing,
    rename: throwing,
    promptTokens: throwing,
    maxTokens: throwing,
    completionTokens: throwing,
    storedIds: throwing,
    answerIds: throwing,
  });
  assert.equal(dialect.modelInHead(request), undefined);
  assert.equal(dialect.modelOf(request), undefined);
  assert.equal(dialect.rename(request, 'new'), undefined);
  assert.equal(dialect.promptTokens(request), undefined);
  assert.equal(dialect.maxTokens(request), undefined);
  assert.equal(dialect.completionTokens(request, answer), 0);
  assert.deepEqual(dialect.storedIds(request), []);
  assert.equal(dialect.answerIds(request), undefined);
  assert.equal(errors.length, 9);
});

test('an event may be an error unless the dialect says no', () => {
  const event = sseEvent('', 'Hello');
  assert.equal(checked({ mayBeError: () => false }).dialect.mayBeError(event), false);
  for (const mayBeError of [undefined, () => true, () => undefined, throwing])
    assert.equal(checked({ mayBeError }).dialect.mayBeError(event), true);
});

test('a model has a name', () => {
  for (const value of ['', null, 7, {}, Promise.resolve('gpt-4o')])
    assert.equal(
      checked({ modelInHead: () => value, modelInBody: () => value }).dialect.modelOf(request),
      undefined,
    );
});

test('tokens are numbers of at least 0', () => {
  for (const value of [-1, Number.NaN, Infinity, '7', null, {}]) {
    const { dialect } = checked({
      promptTokens: () => value,
      maxTokens: () => value,
      completionTokens: () => value,
    });
    assert.equal(dialect.promptTokens(request), undefined);
    assert.equal(dialect.maxTokens(request), undefined);
    assert.equal(dialect.completionTokens(request, answer), 0);
  }
});

test('a renamed request is a path, a query and a body of the same kind', () => {
  const { path, query, body } = request;
  for (const value of [
    undefined,
    {},
    { path: 'v1', query, body },
    { path: '/a b', query, body },
    { path: '/a\r\nx: y', query, body },
    { path, query: 'a=1', body },
    { path, query, body: { kind: 'none' } },
    { path, query, body: undefined },
  ]) {
    const { dialect, errors } = checked({ rename: () => value });
    assert.equal(dialect.rename(request, 'new'), undefined);
    assert.equal(errors.length, 1);
  }
});

test('ids are texts of at most 512 characters, and at most 1,000 are read', () => {
  const { dialect } = checked({ storedIds: () => ['a', '', 7, null, 'x'.repeat(513), 'b'] });
  assert.deepEqual(dialect.storedIds(request), ['a', 'b']);
  const endless = checked({
    *storedIds() {
      for (;;) yield '';
    },
  });
  assert.deepEqual(endless.dialect.storedIds(request), []);
  const many = checked({ storedIds: () => Array.from({ length: 2_000 }, (_, index) => `id-${index}`) });
  assert.equal(many.dialect.storedIds(request).length, 1_000);
});

test('ids of an answer are checked like those of a request', () => {
  const { dialect, errors } = checked({ answerIds: () => ({ inBody: throwing, inEvent: () => ['a', 7] }) });
  const ids = dialect.answerIds(request);
  assert.deepEqual(ids?.inBody({}), []);
  assert.deepEqual(ids?.inEvent(sseEvent('', '')), ['a']);
  assert.equal(errors.length, 1);
});

test('an error that the dialect can not write says its code and its message all the same', () => {
  const plain = JSON.stringify({ error: { code: 'queue_full', message: 'Full.' } });
  for (const errorBody of [throwing, () => undefined, () => 1n])
    assert.equal(checked({ errorBody }).dialect.errorBody(error), plain);
  assert.equal(checked({}).dialect.errorBody(error), '{"code":"queue_full","message":"Full."}');
});

test('headers that the dialect names show who served, in any spelling', () => {
  const { dialect } = checked({ servedByHeaders: ['x-region'] });
  assert.deepEqual(dialect.servedBy(['X-Region', 'east', 'x-other', 'y']), { 'x-region': 'east' });
  assert.equal(dialect.servedBy(['x-other', 'y']), undefined);
  assert.equal(checked({ servedByHeaders: undefined }).dialect.servedBy(['x-region', 'east']), undefined);
});

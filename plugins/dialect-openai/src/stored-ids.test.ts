import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aBody, aRequest, sseEvent } from '@laneway/testkit';

import { answerIds, storedIds } from './stored-ids.ts';

test('a request refers to the objects of its path, then to those of its body', () => {
  const body = aBody({ previous_response_id: 'resp_1', tools: [{ vector_store_ids: ['vs_1', 'vs_2'] }] });
  assert.deepEqual(storedIds(aRequest({ path: '/v1/responses', body })), ['resp_1', 'vs_1', 'vs_2']);
  assert.deepEqual(
    storedIds(aRequest({ path: '/v1/threads/thread_1/runs', body: aBody({ assistant_id: 'asst_1' }) })),
    ['thread_1', 'asst_1'],
  );
  assert.deepEqual(
    storedIds(aRequest({ method: 'GET', path: '/openai/files/file-1', body: { kind: 'none' } })),
    ['file-1'],
  );
});

test('a request with any other path refers to none, even if its body has ids', () => {
  assert.deepEqual(storedIds(aRequest({ body: aBody({ file_id: 'file-1' }) })), []);
  assert.equal(answerIds(aRequest()), undefined);
});

test('an answer names its object, its files and the objects of a list', () => {
  const ids = answerIds(aRequest({ path: '/v1/batches' }));
  assert.deepEqual(ids?.inBody({ id: 'batch_1', output_file_id: 'file-1', error_file_id: null }), [
    'batch_1',
    'file-1',
  ]);
  assert.deepEqual(ids?.inBody({ data: [{ id: 'batch_1' }, { id: 'batch_2' }] }), ['batch_1', 'batch_2']);
});

test('a stream names its response when it is created and when it is complete', () => {
  const ids = answerIds(aRequest({ path: '/v1/responses' }));
  const named = (type: string) => ids?.inEvent(sseEvent(type, { type, response: { id: 'resp_1' } }));
  assert.deepEqual(named('response.created'), ['resp_1']);
  assert.deepEqual(named('response.completed'), ['resp_1']);
  assert.deepEqual(named('response.output_text.delta'), []);
});

test('the content of a file is not searched: it must not say where other objects are', () => {
  assert.equal(answerIds(aRequest({ method: 'GET', path: '/v1/files/file-1/content' })), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RequestView } from '@laneway/contracts';
import { aBody, aRequest, sseEvent } from '@laneway/testkit';

import { answerIds, storedIds } from './stored-ids.ts';

function get(path: string): RequestView {
  return aRequest({ method: 'GET', path, body: { kind: 'none' } });
}

function message(json: unknown): RequestView {
  return aRequest({ path: '/v1/messages', body: aBody(json) });
}

test('a request refers to the batch, file or skill of its path', () => {
  assert.deepEqual(storedIds(get('/v1/messages/batches/msgbatch_1')), ['msgbatch_1']);
  assert.deepEqual(storedIds(get('/v1/messages/batches/msgbatch_1/results')), ['msgbatch_1']);
  assert.deepEqual(storedIds(get('/anthropic/v1/files/file_1/content')), ['file_1']);
  assert.deepEqual(storedIds(get('/v1/skills/skill_1')), ['skill_1']);
  assert.deepEqual(storedIds(get('/v1/messages/batches')), []);
  assert.deepEqual(storedIds(get('/v1/models/claude-sonnet-4-5')), []);
});

test('a message refers to files and to the container that its code runs in', () => {
  const source = { type: 'file', file_id: 'file_1' };
  assert.deepEqual(
    storedIds(message({ container: 'container_1', messages: [{ content: [{ type: 'document', source }] }] })),
    ['container_1', 'file_1'],
  );
  assert.deepEqual(storedIds(message({ container: { id: 'container_2', skills: [] } })), ['container_2']);
  assert.deepEqual(storedIds(message({ messages: [{ content: 'Hello' }] })), []);
});

test('an answer about batches, files or skills names its object, or those of a list', () => {
  const ids = answerIds(aRequest({ path: '/v1/messages/batches' }));
  assert.deepEqual(ids?.inBody({ id: 'msgbatch_1', type: 'message_batch' }), ['msgbatch_1']);
  assert.deepEqual(ids?.inBody({ data: [{ id: 'msgbatch_1' }, { id: 'msgbatch_2' }], has_more: false }), [
    'msgbatch_1',
    'msgbatch_2',
  ]);
});

test('results of a batch and contents of files are not searched', () => {
  assert.equal(answerIds(get('/v1/messages/batches/msgbatch_1/results')), undefined);
  assert.equal(answerIds(get('/v1/files/file_1/content')), undefined);
});

test('a message that runs code names its container, whole or streamed', () => {
  const ids = answerIds(message({ tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] }));
  const container = { id: 'container_1', expires_at: '2026-01-01T00:00:00Z' };
  assert.deepEqual(ids?.inBody({ id: 'msg_1', container }), ['container_1']);
  assert.deepEqual(ids?.inEvent(sseEvent('message_delta', { type: 'message_delta', delta: { container } })), [
    'container_1',
  ]);
  assert.deepEqual(ids?.inEvent(sseEvent('message_start', { message: { id: 'msg_1', container } })), []);
});

test('an answer to any other message need not be read', () => {
  assert.equal(answerIds(message({ messages: [{ role: 'user', content: 'Hello' }] })), undefined);
});

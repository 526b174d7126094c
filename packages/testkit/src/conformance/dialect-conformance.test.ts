import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Dialect } from '@laneway/contracts';

import { aDialect } from '../builders/a-dialect.ts';
import { aPlugin } from '../builders/a-plugin.ts';
import { aRequest } from '../builders/a-request.ts';
import { dialectConformance } from './dialect-conformance.ts';
import { failures } from './failures.test.fixture.ts';

function failuresOf(overrides: Partial<Dialect>): Promise<readonly string[]> {
  const plugin = aPlugin('dialect', () => aDialect(overrides));
  return failures((register) => dialectConformance({ test: register, plugin, example: aRequest() }));
}

test('a correct dialect passes', async () => {
  assert.deepEqual(await failuresOf({}), []);
});

test('a dialect that changes other bytes when it renames is caught', async () => {
  const failed = await failuresOf({
    rename: (request, model) => {
      const { path, query, body } = request;
      const parsed = request.json();
      if (body.kind !== 'bytes' || typeof parsed !== 'object') return { path, query, body };
      const printed = JSON.stringify({ ...parsed, model });
      return { path, query, body: { kind: 'bytes', bytes: new TextEncoder().encode(printed) } };
    },
  });
  assert.deepEqual(failed, ['renames the model and changes no other byte']);
});

test('a dialect that does not rename what it reads is caught', async () => {
  const failed = await failuresOf({ rename: ({ path, query, body }) => ({ path, query, body }) });
  assert.deepEqual(failed, ["reads the model, the prompt and the new name in its own vendor's request"]);
});

test('a dialect that writes into the body is caught', async () => {
  const failed = await failuresOf({
    promptTokens: ({ body }) => {
      if (body.kind === 'bytes') body.bytes[0] = 0x20;
      return 1;
    },
  });
  assert.ok(failed.includes('does not change requests'));
});

test('a dialect that trusts callers to send objects is caught', async () => {
  const failed = await failuresOf({
    maxTokens: (request) => Reflect.get(Object(request.json()), 'max_tokens'),
  });
  assert.deepEqual(failed, ['estimates plausible tokens for any request']);
});

test('a dialect that reads a streamed body is caught', async () => {
  const failed = await failuresOf({
    promptTokens: ({ body }) => {
      if (body.kind === 'stream') void body.chunks[Symbol.asyncIterator]();
      return 1;
    },
  });
  assert.deepEqual(failed, ['does not read a streamed body']);
});

test('a dialect that walks a body without end is caught', async () => {
  const walk = (value: unknown): string[] =>
    Array.isArray(value) ? value.flatMap(walk) : typeof value === 'string' && value !== '' ? [value] : [];
  const failed = await failuresOf({
    storedIds: (request) => walk(Reflect.get(Object(request.json()), 'file_ids')),
  });
  assert.deepEqual(failed, ['names stored objects by ids that are not empty']);
});

test('a dialect that never takes an event for an error is caught', async () => {
  assert.deepEqual(await failuresOf({ mayBeError: () => false }), [
    'returns that an event named error may be an error',
  ]);
});

test('a dialect whose errors say nothing is caught', async () => {
  assert.deepEqual(await failuresOf({ errorBody: () => ({ error: true }) }), [
    'writes an error body that contains the message',
  ]);
});

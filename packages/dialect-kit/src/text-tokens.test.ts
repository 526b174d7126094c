import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AnswerExtent } from '@laneway/contracts';
import { aBody, aHead, aStreamedBody } from '@laneway/testkit';

import { answerTokens, promptTokens } from './text-tokens.ts';

const extent = (given: Partial<AnswerExtent>): AnswerExtent => ({
  head: aHead(),
  isStream: false,
  events: 0,
  bytes: 0,
  ...given,
});

test('a prompt has a token for four bytes of text or JSON', () => {
  const body = aBody('x'.repeat(401));
  for (const headers of [
    [],
    ['content-type', 'application/json'],
    ['Content-Type', ' text/plain'],
    ['content-type', 'application/vnd.api+json'],
  ])
    assert.equal(promptTokens({ headers, body }), 101);
});

test('forms and sound have no tokens, because their size says nothing about them', () => {
  const body = aBody('x'.repeat(400));
  for (const type of ['multipart/form-data; boundary=b', 'audio/wav', 'application/octet-stream'])
    assert.equal(promptTokens({ headers: ['content-type', type], body }), 0);
});

test('a body that is streamed has the tokens of the length that the client said', () => {
  assert.equal(promptTokens({ headers: [], body: { ...aStreamedBody('x'), length: 40 } }), 10);
  assert.equal(promptTokens({ headers: [], body: aStreamedBody('x') }), 0);
  assert.equal(promptTokens({ headers: [], body: { kind: 'none' } }), 0);
});

test('a stream has a token for each event, or for 250 bytes where nobody has split it', () => {
  assert.equal(answerTokens(extent({ isStream: true, events: 7, bytes: 9_000 })), 7);
  assert.equal(answerTokens(extent({ isStream: true, bytes: 1_001 })), 5);
});

test('any other answer has a token for four bytes of text, and none for sound', () => {
  assert.equal(answerTokens(extent({ bytes: 41 })), 11);
  assert.equal(
    answerTokens(extent({ bytes: 41, head: aHead({ headers: ['content-type', 'audio/mpeg'] }) })),
    0,
  );
});

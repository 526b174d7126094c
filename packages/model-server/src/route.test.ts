import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeOf } from './route.ts';

const known = [
  ['/openai/deployments/my%20gpt/chat/completions?api-version=1', 'chat', 'classic', 'my gpt'],
  ['/openai/deployments/e/embeddings', 'embedding', 'classic', 'e'],
  ['/openai/deployments/d/images/generations', 'image', 'classic', 'd'],
  ['/openai/deployments/w/audio/translations', 'transcription', 'classic', 'w'],
  ['/openai/responses?api-version=1', 'response', 'classic', undefined],
  ['/openai/v1/responses', 'response', 'v1', undefined],
  ['/openai/v1/batches', 'batches', 'v1', undefined],
  ['/v1/chat/completions', 'chat', 'openai', undefined],
  ['/v1/messages', 'message', 'anthropic', undefined],
  ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini', 'gemini', 'gemini-2.5-pro'],
  ['/v1beta/models/g:streamGenerateContent?alt=sse', 'gemini-stream', 'gemini', 'g'],
  ['/health', 'probe', 'probe', undefined],
] as const;

for (const [target, operation, family, deployment] of known) {
  test(`the route of ${target} is ${operation}`, () => {
    const route = routeOf(target);
    assert.deepEqual([route?.operation, route?.family, route?.deployment], [operation, family, deployment]);
  });
}

test('an id in the path is decoded', () => {
  assert.equal(routeOf('/openai/v1/files/file%2D1/content')?.id, 'file-1');
});

test('an unknown path has no route', () => {
  assert.equal(routeOf('/openai/v1/unknown'), undefined);
  assert.equal(routeOf('/'), undefined);
});

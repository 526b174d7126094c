import assert from 'node:assert/strict';
import { test } from 'node:test';

import { operationOf } from './operation.ts';

test('the path decides operation and vendor', () => {
  const expected: Readonly<Record<string, readonly [name: string, provider: string]>> = {
    '/openai/deployments/gpt-4o/chat/completions': ['chat', 'azure.ai.openai'],
    '/openai/v1/responses': ['chat', 'azure.ai.openai'],
    '/v1/chat/completions': ['chat', 'openai'],
    '/v1/completions': ['text_completion', 'openai'],
    '/v1/embeddings': ['embeddings', 'openai'],
    '/models/chat/completions': ['chat', 'azure.ai.inference'],
    '/v1/messages': ['chat', 'anthropic'],
    '/v1beta/models/gemini-2.5-pro:streamGenerateContent': ['generate_content', 'gcp.gemini'],
    '/facades/chat/openai/v1/chat/completions': ['chat', 'azure.ai.openai'],
  };
  for (const [path, [name, provider]] of Object.entries(expected)) {
    assert.deepEqual(operationOf(path), { name, provider }, path);
  }
});

test('a path without a model operation has none', () => {
  for (const path of ['/', '/v1/models', '/openai/files', '/v1/chat/completions/extra']) {
    assert.equal(operationOf(path), undefined, path);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aTarget } from '@laneway/testkit';

import { apiKey } from './api-key.ts';

for (const [origin, header] of [
  ['https://east.openai.azure.com', 'api-key'],
  ['https://east.services.ai.azure.com', 'api-key'],
  ['https://eastus.api.cognitive.microsoft.com', 'api-key'],
  ['https://gate.azure-api.net', 'api-key'],
  ['https://api.openai.com', 'authorization'],
  ['http://127.0.0.1:8080', 'authorization'],
  ['https://notazure.com.example', 'authorization'],
]) {
  test(`by default the key is sent to ${origin} as ${header}`, async () => {
    const { headers } = await apiKey('k', 'auto').get(aTarget({ origin: origin ?? '' }));
    assert.deepEqual(headers, header === 'api-key' ? ['api-key', 'k'] : ['authorization', 'Bearer k']);
  });
}

test('the family can be set if the host name does not decide it', async () => {
  const target = aTarget({ origin: 'http://127.0.0.1:8080' });
  assert.deepEqual((await apiKey('k', 'azure').get(target)).headers, ['api-key', 'k']);
});

test('the client’s own keys and tokens are removed, in whichever header', async () => {
  for (const family of ['azure', 'openai'] as const) {
    const { replaces } = await apiKey('k', family).get(aTarget());
    assert.deepEqual(replaces.toSorted(), ['api-key', 'authorization', 'x-api-key']);
  }
});

import { test } from 'node:test';

import { aBody, aRequest, dialectConformance } from '@laneway/testkit';

import plugin from './index.ts';

const body = aBody({
  model: 'claude-sonnet-4-5',
  max_tokens: 64,
  messages: [{ role: 'user', content: 'Hello' }],
});

dialectConformance({ test, plugin, example: aRequest({ path: '/v1/messages', body }) });

import { test } from 'node:test';

import { aBody, aRequest, dialectConformance } from '@laneway/testkit';

import plugin from './index.ts';

const body = aBody({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] });

dialectConformance({ test, plugin, example: aRequest({ path: '/v1/chat/completions', body }) });

import { test } from 'node:test';
import { authenticatorConformance } from '@laneway/testkit';

import plugin from './index.ts';

authenticatorConformance({
  test,
  plugin,
  options: { keys: { 'key-of-ann': 'ann' } },
  accepted: ['api-key', 'key-of-ann'],
  refused: ['api-key', 'key-of-nobody'],
});

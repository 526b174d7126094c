import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { apiKey } from './api-key.ts';

export default definePlugin({
  kind: 'credential',
  name: 'api-key',
  contract: 1,
  options: z.strictObject({
    // What may stand in a header: anything else would fail on every request instead of once.
    key: z.string().regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces'),
    family: z.enum(['azure', 'openai', 'auto']).default('auto'),
  }),
  create: ({ key, family }) => apiKey(key, family),
});

import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { apiKey } from './api-key.ts';

/** Sends an API key in the header that the backend expects. */
export default definePlugin({
  kind: 'credential',
  name: 'api-key',
  contract: 1,
  options: z.strictObject({
    key: z
      .string()
      // Files with secrets often end in a line feed.
      .trim()
      // Anything else can't be sent in a header, and would fail on every request instead of once.
      .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces')
      .describe('The key, best as "${NAME}" or "${file:/run/secrets/name}".'),
    family: z
      .enum(['azure', 'openai', 'auto'])
      .default('auto')
      .describe('azure: api-key. openai: Authorization: Bearer. auto: by the host name.'),
  }),
  create: ({ key, family }) => apiKey(key, family),
});

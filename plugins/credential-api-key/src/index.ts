import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { apiKey } from './api-key.ts';

/** An API key, in the header that the backend wants it in. */
export default definePlugin({
  kind: 'credential',
  name: 'api-key',
  contract: 1,
  options: z.strictObject({
    key: z
      .string()
      // Files with secrets end in a line feed more often than not.
      .trim()
      // What may stand in a header: anything else would fail on every request instead of once.
      .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces')
      .describe('The key, best as "${NAME}" or "${file:/run/secrets/name}".'),
    family: z
      .enum(['azure', 'openai', 'auto'])
      .default('auto')
      .describe('azure: api-key. openai: Authorization: Bearer. auto: by the name of the host.'),
  }),
  create: ({ key, family }) => apiKey(key, family),
});

import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { usageProcessor } from './usage-processor.ts';

/** Reads the usage from the answers of any vendor. */
export default definePlugin({
  kind: 'response-processor',
  name: 'usage',
  contract: 1,
  options: z.strictObject({
    header: z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be a header name')
      .optional()
      .describe(
        'Response header in which a backend names a processor, e.g. TOKENPROCESSOR; answers without it are not read',
      ),
  }),
  create: ({ header }) => usageProcessor(header),
});

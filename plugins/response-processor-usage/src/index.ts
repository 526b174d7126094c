import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { usageProcessor } from './usage-processor.ts';

/** Finds the usage in the answers of any vendor. */
export default definePlugin({
  kind: 'response-processor',
  name: 'usage',
  contract: 1,
  options: z.strictObject({
    header: z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'must be the name of a header')
      .optional()
      .describe(
        'Answer header in which a backend names a processor, such as TOKENPROCESSOR; answers that name none are not read',
      ),
  }),
  create: ({ header }) => usageProcessor(header),
});

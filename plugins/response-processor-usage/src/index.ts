import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { usageProcessor } from './usage-processor.ts';

/** Finds the usage in the answers of any vendor. */
export default definePlugin({
  kind: 'response-processor',
  name: 'usage',
  contract: 1,
  options: z.strictObject({}),
  create: () => usageProcessor(),
});

import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { fairShares } from './fair-shares.ts';

/** Shares tokens among the waiting lanes in proportion to their weights. */
export default definePlugin({
  kind: 'queue-policy',
  name: 'weighted-fair',
  contract: 1,
  options: z.strictObject({}),
  create: () => fairShares(),
});

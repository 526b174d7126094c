import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { weightedFair } from './weighted-fair.ts';

export default definePlugin({
  kind: 'queue-policy',
  name: 'weighted-fair',
  contract: 1,
  options: z.strictObject({}),
  create: () => weightedFair(),
});

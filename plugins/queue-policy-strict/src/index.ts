import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { strictOrder } from './strict-order.ts';

/** Serves lanes in the order of their ranks. */
export default definePlugin({
  kind: 'queue-policy',
  name: 'strict',
  contract: 1,
  options: z.strictObject({}),
  create: () => strictOrder(),
});

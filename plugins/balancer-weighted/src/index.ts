import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { smoothWeighted } from './smooth-weighted.ts';

/** Shares requests in proportion to the endpoints' weights, evenly interleaved. */
export default definePlugin({
  kind: 'balancer',
  name: 'weighted',
  contract: 1,
  options: z.strictObject({}),
  create: () => smoothWeighted(),
});

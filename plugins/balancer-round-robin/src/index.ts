import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { roundRobin } from './round-robin.ts';

/** Picks the endpoints in turn. */
export default definePlugin({
  kind: 'balancer',
  name: 'round-robin',
  contract: 1,
  options: z.strictObject({}),
  create: () => roundRobin(),
});

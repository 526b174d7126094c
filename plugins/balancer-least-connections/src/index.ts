import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { leastConnections } from './least-connections.ts';

/** Picks the endpoint with the fewest requests in flight. */
export default definePlugin({
  kind: 'balancer',
  name: 'least-connections',
  contract: 1,
  options: z.strictObject({
    choices: z.int().min(2).default(2).describe('Endpoints compared when there are more than 8. At least 2.'),
  }),
  create: ({ choices }, { random }) => leastConnections(choices, random),
});

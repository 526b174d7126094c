import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { duration } from './duration.ts';
import { lowestLatency } from './lowest-latency.ts';

/** The endpoint that answers soonest. */
export default definePlugin({
  kind: 'balancer',
  name: 'latency',
  contract: 1,
  options: z.strictObject({
    decay: duration
      .default(10_000)
      .describe('How fast old measurements fade, e.g. 10s. Milliseconds if a number.'),
  }),
  create: ({ decay }, { clock, random }) => lowestLatency({ clock, random, decayMs: decay }),
});

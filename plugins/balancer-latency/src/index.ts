import { definePlugin } from '@laneway/contracts';
import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { lowestLatency } from './lowest-latency.ts';

/** The endpoint that answers soonest. */
export default definePlugin({
  kind: 'balancer',
  name: 'latency',
  contract: 1,
  options: z.strictObject({
    decay: duration({ minMs: 1 }).prefault('10s').describe('How fast old measurements fade'),
  }),
  create: ({ decay }, { clock, random }) => lowestLatency({ clock, random, decayMs: decay }),
});

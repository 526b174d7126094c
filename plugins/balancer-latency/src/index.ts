import { definePlugin } from '@laneway/contracts';
import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { lowestLatency } from './lowest-latency.ts';

/** Picks the endpoint that is expected to answer first. */
export default definePlugin({
  kind: 'balancer',
  name: 'latency',
  contract: 1,
  options: z.strictObject({
    decay: duration({ minMs: 1 }).prefault('10s').describe('Time in which old measurements decay to a third'),
  }),
  create: ({ decay }, { clock, random }) => lowestLatency({ clock, random, decayMs: decay }),
});

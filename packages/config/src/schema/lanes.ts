import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

import { name } from './name.ts';

const lane = z.strictObject({
  name,
  reserve: percentage()
    .prefault('0%')
    .describe('Share of every endpoint’s slots that lower lanes may not take'),
  weight: z
    .number()
    .positive()
    .default(1)
    .describe('Share relative to other lanes, under policies that weigh'),
  maxWait: duration({ minMs: 1 }).optional().describe('Waited this long: next free slot, whatever the rank'),
  capacity: z.int().min(1).optional().describe('Tickets that may wait in this lane'),
});

/** Lanes, best rank first. */
export const lanes = z
  .array(lane)
  .min(1, 'needs at least one lane; leave the key out for a single lane called default')
  .prefault([{ name: 'default' }])
  .describe('Who is served first: rank is the position');

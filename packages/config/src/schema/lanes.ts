import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

import { name } from './name.ts';

const lane = z.strictObject({
  name: name.describe('Name of the lane. Its position in the list is its rank.'),
  reserve: percentage()
    .prefault('0%')
    .describe('Share of the slots of every endpoint that lower lanes may not take.'),
  weight: z
    .number()
    .positive()
    .default(1)
    .describe('Share of the dispatches relative to other lanes, under a queue policy with weights.'),
  maxWait: duration({ minMs: 1 })
    .optional()
    .describe('A request that has waited this long gets the next free slot, whatever its rank.'),
  capacity: z
    .int()
    .min(1)
    .optional()
    .describe('Requests that may wait in this lane. Left out: only `queue.capacity` counts.'),
});

/** Lanes, best rank first. */
export const lanes = z
  .array(lane)
  .min(1, 'The list needs at least one lane. Leave the key out for a single lane called default.')
  .prefault([{ name: 'default' }])
  .describe('Lanes, best rank first. Left out: one lane called `default`.');

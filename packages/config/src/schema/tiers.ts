import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

import { labelValue } from './endpoints.ts';
import { name } from './name.ts';

const selector = z
  .object({
    idle: percentage()
      .prefault('0%')
      .describe('Only while at least this share of the endpoint’s slots idles'),
    after: duration().prefault('0s').describe('Only once the ticket has waited this long'),
  })
  .catchall(labelValue)
  .transform(({ idle, after, ...labels }) => ({ idle, after, labels }));

/** What a profile’s tier means. */
export const tiers = z
  .record(
    name,
    z.strictObject({
      lane: name,
      route: z
        .array(selector)
        .prefault([])
        .describe('Labels of endpoints, in order of preference; none: every endpoint'),
    }),
  )
  .prefault({})
  .describe('What a profile’s tier means');

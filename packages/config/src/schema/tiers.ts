import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

import { labelValue } from './endpoints.ts';
import { name } from './name.ts';

const selector = z
  .object({
    idle: percentage()
      .prefault('0%')
      .describe('Only while at least this share of the slots of an endpoint is idle.'),
    after: duration().prefault('0s').describe('Only after the request has waited this long.'),
  })
  .catchall(labelValue)
  .transform(({ idle, after, ...labels }) => ({ idle, after, labels }));

/** Lane and endpoints of each tier. */
export const tiers = z
  .record(
    name,
    z.strictObject({
      lane: name.describe('Lane of requests whose profile has this tier.'),
      route: z
        .array(selector)
        .prefault([])
        .describe('Labels that select endpoints, in order of preference. Empty: every endpoint.'),
      patience: duration()
        .prefault('0s')
        .describe(
          'How long a request may wait for each capacity class of the route before it takes the next one.',
        ),
      margin: percentage()
        .prefault('1%')
        .describe(
          'How far the spill of this tier may be above what it would be alone, for the sake of lower tiers.',
        ),
    }),
  )
  .prefault({})
  .describe('Lane and endpoints of each tier. Profiles name tiers.');

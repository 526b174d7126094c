import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { pluginUse } from './plugin-use.ts';

/** Order, size and time limits of the queue. */
export const queue = z
  .strictObject({
    policy: pluginUse('queue-policy').prefault('strict').describe('Which lane is served next.'),
    capacity: z.int().min(1).default(1000).describe('Requests that may wait in all lanes together.'),
    ttl: duration({ minMs: 1 })
      .prefault('300s')
      .describe('How long a request may wait if it does not say so itself.'),
    fairness: z
      .enum(['tokens', 'requests', 'none'])
      .default('tokens')
      .describe('What the profiles in a lane get equal shares of.'),
    earlyReject: z
      .boolean()
      .default(false)
      .describe('Refuse a request at once if it is predicted to miss its deadline.'),
  })
  .prefault({})
  .describe('Order, size and time limits of the queue.');

import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { pluginUse } from './plugin-use.ts';

/** What the waiting is like. */
export const queue = z
  .strictObject({
    policy: pluginUse('queue-policy').prefault('strict').describe('Which lane is served next'),
    capacity: z.int().min(1).default(1000).describe('Tickets that may wait in all lanes together'),
    ttl: duration({ minMs: 1 })
      .prefault('300s')
      .describe('How long a ticket may wait if the request doesn’t say'),
    fairness: z
      .enum(['tokens', 'requests', 'none'])
      .default('tokens')
      .describe('What profiles in a lane share equally'),
    earlyReject: z.boolean().default(false).describe('Refuse at once what is predicted to miss its deadline'),
  })
  .prefault({})
  .describe('What the waiting is like');

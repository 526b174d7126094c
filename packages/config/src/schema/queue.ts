import { z } from 'zod';

import { headerName, name } from './name.ts';
import { pluginUse } from './plugin-use.ts';
import { duration, percentage } from './quantity-field.ts';

const capacity = z.int().min(1);

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
  capacity: capacity.optional().describe('Tickets that may wait in this lane'),
});

/** Lanes, best rank first. */
export const lanes = z
  .array(lane)
  .min(1, 'needs at least one lane; leave the key out for a single lane called default')
  .prefault([{ name: 'default' }])
  .describe('Who is served first: rank is the position');

/** What the waiting is like. */
export const queue = z
  .strictObject({
    policy: pluginUse('queue-policy').prefault('strict').describe('Which lane is served next'),
    capacity: capacity.default(1000).describe('Tickets that may wait in all lanes together'),
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

/** How a request asks for a lane. */
export const priority = z
  .strictObject({
    header: headerName.default('x-priority').describe('Header that holds a key'),
    keys: z.record(z.string(), name).prefault({}).describe('Key to lane; case doesn’t matter'),
    default: name.optional().describe('Lane of everybody else; the last lane if left out'),
  })
  .prefault({})
  .describe('How a request asks for a lane');

const headerNames = z.preprocess(
  (written) => (typeof written === 'string' ? [written] : written),
  z.array(headerName).min(1, 'needs at least one name'),
);

/** Names of the request headers that callers steer with. */
export const headers = z
  .strictObject({
    ttl: headerNames.prefault('x-ttl').describe('Deadline of the request'),
    timeout: headerNames.prefault('x-timeout').describe('Milliseconds to the first byte per attempt'),
  })
  .prefault({})
  .describe('Headers that callers steer with: a name, or a list of names');

import { z } from 'zod';

import { headerName, name } from './name.ts';
import { pluginUse, pluginUseKeys } from './plugin-use.ts';
import { duration, percentage } from './quantity-field.ts';

/** Who is calling. */
export const authenticators = z
  .array(pluginUse('authenticator'))
  .prefault([])
  .describe('Who is calling; none: callers are anonymous, or named by profiles.header');

/** What callers may do. */
export const profiles = z
  .strictObject({
    ...pluginUseKeys,
    header: headerName
      .default('x-user-id')
      .describe('Header that names the profile of a caller nobody authenticated'),
    required: z.boolean().default(false).describe('Refuse requests without a profile'),
    refresh: duration({ minMs: 1 }).prefault('60s').describe('How long an answer of the source is trusted'),
  })
  .meta({ pluginKind: 'profile-source' })
  .optional()
  .describe('What callers may do');

/** The value of a label; numbers and truth values become text. */
export const labelValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

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

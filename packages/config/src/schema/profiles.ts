import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { headerName } from './name.ts';
import { pluginUseKeys } from './plugin-use.ts';

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

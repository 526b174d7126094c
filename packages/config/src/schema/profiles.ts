import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { headerName } from './name.ts';
import { pluginUseKeys } from './plugin-use.ts';

/** Source of the callers' profiles. */
export const profiles = z
  .strictObject({
    ...pluginUseKeys,
    header: headerName
      .prefault('x-user-id')
      .describe('Header that names the profile of a caller whom no authenticator knows.'),
    required: z.boolean().default(false).describe('Refuse requests without a profile.'),
    refresh: duration({ minMs: 1 })
      .prefault('60s')
      .describe('How long a profile is used before the source is asked again.'),
  })
  .meta({ pluginKind: 'profile-source' })
  .optional()
  .describe('Source of the profiles, which say what callers may do. Left out: no profiles.');

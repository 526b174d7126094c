import { resolve } from 'node:path';
import { definePlugin } from '@laneway/contracts';
import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { FileProfiles } from './file-profiles.ts';

/** Profiles from a JSON file. */
export default definePlugin({
  kind: 'profile-source',
  name: 'file',
  contract: 1,
  options: z.strictObject({
    path: z.string().min(1).describe('The JSON file, relative to the config.'),
    key: z.string().min(1).default('userId').describe('Field that contains the id of a profile.'),
    poll: duration({ minMs: 1 })
      .prefault('30s')
      .describe('How often the file is read even if no change is reported.'),
    grace: duration({ minMs: 1 })
      .optional()
      .describe('How long a profile stays valid after it has left the file, e.g. 6h.'),
  }),
  create: ({ path, key, poll: pollMs, grace: graceMs }, { baseDir, clock, log }) =>
    FileProfiles.open({ path: resolve(baseDir, path), key, pollMs, graceMs, clock, log }),
});

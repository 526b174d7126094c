import { definePlugin } from '@laneway/contracts';

import { HttpProfiles } from './http-profiles.ts';
import { httpOptions } from './http-options.ts';

/** Profiles from a service that answers with JSON. */
export default definePlugin({
  kind: 'profile-source',
  name: 'http',
  contract: 1,
  options: httpOptions,
  create: (options, { clock, log }) => HttpProfiles.open(options, { clock, log }),
});

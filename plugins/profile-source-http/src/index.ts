import { definePlugin } from '@laneway/contracts';

import { HttpProfiles } from './http-profiles.ts';
import { httpOptions } from './http-options.ts';

/** Profiles that a service has as JSON. */
export default definePlugin({
  kind: 'profile-source',
  name: 'http',
  contract: 1,
  options: httpOptions,
  create: (options, { clock, log }) => HttpProfiles.open(options, { clock, log }),
});

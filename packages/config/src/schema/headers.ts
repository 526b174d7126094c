import { z } from 'zod';

import { headerName } from './name.ts';

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

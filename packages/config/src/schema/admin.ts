import { z } from 'zod';

import { listenAddress } from './listen.ts';

/** Address and access of the admin listener. */
export const admin = z
  .strictObject({
    ...listenAddress('admin'),
    token: z
      .string()
      .min(1)
      .optional()
      .describe('Bearer token. Without one, `admin.host` must be a loopback address.'),
  })
  .prefault({})
  .describe('Address and access of the admin listener.');

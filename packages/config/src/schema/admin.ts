import { z } from 'zod';

import { listenAddress } from './listen.ts';

/** Where operators connect. */
export const admin = z
  .strictObject({
    ...listenAddress('admin'),
    token: z
      .string()
      .min(1)
      .optional()
      .describe('Bearer token; without one the host must be a loopback address'),
  })
  .prefault({})
  .describe('Where operators connect');

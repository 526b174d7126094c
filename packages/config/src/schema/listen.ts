import { z } from 'zod';

import { listenAddress } from './listen-address.ts';

const urlPath = z.string().regex(/^\/[^\s?#]*$/, 'a path begins with / and has no query');
const file = z.string().min(1);

/** Where callers connect. */
export const listen = z
  .strictObject({
    ...listenAddress('listen'),
    tls: z
      .strictObject({
        cert: file.describe('PEM file'),
        key: file.describe('PEM file'),
        clientCa: file.optional().describe('PEM file; callers must show a certificate signed by it'),
      })
      .optional()
      .describe('None: plain HTTP'),
    lbPath: urlPath
      .optional()
      .describe('POST to this path goes on with lbTarget, to whichever endpoint is next'),
    lbTarget: z
      .string()
      .regex(/^\/[^\s#]*$/, 'a path begins with /')
      .optional()
      .describe('Path and query that requests to lbPath are sent on with'),
  })
  .prefault({})
  .describe('Where callers connect');

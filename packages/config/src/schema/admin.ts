import { z } from 'zod';

import { endpointUrl } from './endpoint-url.ts';
import { listenAddress } from './listen.ts';

const reference = z
  .string()
  .regex(
    /^(\$\{\s*(file:[^{}]+|[A-Za-z_][\w.-]*)\s*\}|[\w@./-]+(:\S+)?)$/,
    'Write ${NAME}, ${file:path}, or the name of a credential plugin, as in entra or entra:<audience>.',
  )
  .meta({ title: 'reference' });

const origin = endpointUrl
  .refine(
    (url) => /^https?:\/\/[^/]+$/.test(url),
    'An origin has no path, e.g. https://east.openai.azure.com.',
  )
  .meta({ title: 'origin' });

/** Address and access of the admin listener. */
export const admin = z
  .strictObject({
    ...listenAddress('admin'),
    token: z
      .string()
      .min(1)
      .optional()
      .describe('Bearer token. Without one, `admin.host` must be a loopback address.'),
    secrets: z
      .array(
        z.strictObject({
          ref: reference.describe(
            'Written as in the request body: `${NAME}` or `${file:path}`; or a credential plugin that needs no secret, as `entra` or `entra:<audience>`.',
          ),
          origins: z.array(origin).min(1).describe('Origins of the endpoints that may get it.'),
        }),
      )
      .prefault([])
      .describe('What endpoints in request bodies may refer to.'),
    allowPrivate: z
      .boolean()
      .default(false)
      .describe('Accept endpoints in request bodies at private, loopback and link-local addresses.'),
  })
  .prefault({})
  .describe('Address and access of the admin listener.');

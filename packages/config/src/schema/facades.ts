import { z } from 'zod';

import { failover } from './failover.ts';
import { facadeName } from './name.ts';
import { pluginUse } from './plugin-use.ts';

const hostName = z
  .string()
  .regex(/^([\w.-]+|\[[0-9a-fA-F:.]+\])$/, 'Expected a host name without scheme and port.')
  .transform((written) => written.toLowerCase())
  .meta({ title: 'host name' });
const pathPattern = z
  .string()
  .regex(/^[/*]\S*$/, 'A path pattern must begin with / or *.')
  .meta({ title: 'path pattern' });
const pathPrefix = z
  .string()
  .regex(/^(\/[^\s/?#*]+)+$/, 'A path prefix must begin with / and must not end with it.')
  .meta({ title: 'path' });

const match = z
  .strictObject({
    paths: z.array(pathPattern).prefault([]).describe('Request paths. `*` matches any characters.'),
    models: z.array(z.string().min(1)).prefault([]).describe('Models or deployments that requests name.'),
    hosts: z.array(hostName).prefault([]).describe('Values of the `Host` header, without the port.'),
  })
  .prefault({})
  .describe('Requests of the facade. All lists that are given must match; none: every request.');

const facade = z.strictObject({
  match,
  stripPrefix: pathPrefix
    .optional()
    .describe(
      'Beginning of the path, in whole segments, that backends do not see. Requests to `/facades/{name}/...` keep it.',
    ),
  endpoints: z
    .array(z.string())
    .min(1, 'The list needs at least one endpoint.')
    .describe('Names of endpoints.'),
  balancer: pluginUse('balancer').prefault('round-robin').describe('Which of the endpoints is used next.'),
  dialect: pluginUse('dialect')
    .optional()
    .describe(
      'Vendor whose requests, answers and errors the facade handles. Left out: the top-level `dialect`.',
    ),
  failover,
  deployments: z
    .record(z.string(), z.record(z.string(), z.string().min(1)))
    .prefault({})
    .describe(
      'Model as callers name it (`*`: any other), to endpoint, to the name by which that backend knows the model.',
    ),
});

/** Named groups of endpoints. */
export const facades = z
  .record(facadeName, facade)
  .optional()
  .describe(
    'Named groups of endpoints; the first that matches a request serves it. Left out: one facade with every endpoint.',
  );

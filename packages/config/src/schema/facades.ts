import { z } from 'zod';

import { failover } from './failover.ts';
import { facadeName } from './name.ts';
import { pluginUse } from './plugin-use.ts';

const hostName = z
  .string()
  .regex(/^([\w.-]+|\[[0-9a-fA-F:.]+\])$/, 'a host name, without scheme and port')
  .transform((written) => written.toLowerCase());
const pathPattern = z.string().regex(/^[/*]\S*$/, 'a path begins with / or *');

const pathPrefix = z.string().regex(/^(\/[^\s/?#*]+)+$/, 'a prefix begins with / and does not end with it');

const match = z
  .strictObject({
    paths: z.array(pathPattern).prefault([]).describe('Request paths; * matches any characters'),
    models: z.array(z.string().min(1)).prefault([]).describe('Models or deployments that requests name'),
    hosts: z.array(hostName).prefault([]).describe('Host header, without the port'),
  })
  .prefault({})
  .describe('All that are given must match; none: every request');

const facade = z.strictObject({
  match,
  stripPrefix: pathPrefix.optional().describe('Beginning of the path that backends don’t see'),
  endpoints: z.array(z.string()).min(1, 'needs at least one endpoint').describe('Names of endpoints'),
  balancer: pluginUse('balancer').prefault('round-robin').describe('Which endpoint'),
  failover,
  deployments: z
    .record(z.string(), z.record(z.string(), z.string().min(1)))
    .prefault({})
    .describe('Model as callers name it (* for any), to endpoint, to the name that backend knows it by'),
});

/** Named groups of endpoints: the first that matches serves. */
export const facades = z
  .record(facadeName, facade)
  .optional()
  .describe('Named groups of endpoints; the first match serves');

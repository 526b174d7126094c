import { z } from 'zod';

import { facadeName } from './name.ts';
import { pluginUse } from './plugin-use.ts';
import { duration, percentage } from './quantity-field.ts';

const hostName = z
  .string()
  .regex(/^([\w.-]+|\[[0-9a-fA-F:.]+\])$/, 'a host name, without scheme and port')
  .transform((written) => written.toLowerCase());
const pathPattern = z.string().regex(/^[/*]\S*$/, 'a path begins with / or *');

const match = z
  .strictObject({
    paths: z.array(pathPattern).prefault([]).describe('Request paths; * matches any characters'),
    models: z.array(z.string().min(1)).prefault([]).describe('Models or deployments that requests name'),
    hosts: z.array(hostName).prefault([]).describe('Host header, without the port'),
  })
  .prefault({})
  .describe('All that are given must match; none: every request');

const breaker = z
  .strictObject({
    failures: z.int().min(1).default(5).describe('Failures within the window that open it'),
    window: duration({ minMs: 1 }).prefault('60s'),
    open: duration({ minMs: 1 })
      .prefault('30s')
      .describe('How long an endpoint is left alone before a trial'),
  })
  .prefault({})
  .describe('When an endpoint is left alone');

/** What happens when an attempt fails. */
export const failover = z
  .strictObject({
    attempts: z.int().min(1).max(100).default(3).describe('Attempts in all'),
    retries: z.int().min(0).max(10).default(0).describe('Tries at the same endpoint before the next'),
    timeout: duration({ minMs: 1 }).prefault('120s').describe('To the first byte of an attempt'),
    on: z
      .array(z.int().min(300).max(599))
      .default([408, 429, 500, 502, 503, 504])
      .describe('Statuses that move on'),
    budget: percentage().prefault('20%').describe('Retries may be at most this share of recent requests'),
    breaker,
  })
  .prefault({})
  .describe('What happens when an attempt fails');

const facade = z.strictObject({
  match,
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

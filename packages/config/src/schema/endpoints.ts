import { z } from 'zod';

import { endpointUrl } from './endpoint-url.ts';
import { endpointName } from './name.ts';
import { pluginUse } from './plugin-use.ts';

/** The value of a label, as text; numbers and booleans are converted. */
export const labelValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .meta({ title: 'text' });

const labelName = z.string().refine((label) => label !== 'idle' && label !== 'after', {
  message: '`idle` and `after` cannot be labels: they are keys of a tier’s route.',
});

const perMinute = z.number().positive();

const endpoint = z.strictObject({
  url: endpointUrl.describe('http or https URL. Its path is put before the path of each request.'),
  connector: pluginUse('connector').prefault('direct').describe('How to talk to the backend.'),
  credential: pluginUse('credential')
    .prefault('passthrough')
    .describe('Credential that the backend gets. `passthrough`: the caller’s own.'),
  processors: z
    .array(pluginUse('response-processor'))
    .prefault([])
    .describe('Plugins that read or rewrite answers, in order.'),
  labels: z
    .record(labelName, labelValue)
    .prefault({})
    .describe('Labels by which tiers select endpoints. `idle` and `after` are not allowed.'),
  headroom: z
    .enum(['auto', 'off'])
    .optional()
    .describe(
      'Whether the gateway decides how many slots lower tiers leave free for better ones. By default it does where several tiers share the endpoint, unless a `reserve` or an `idle` says so by hand.',
    ),
  slots: z.int().min(1).default(100).describe('Requests that the endpoint may run at the same time.'),
  group: z
    .int()
    .min(0)
    .default(1)
    .describe('Priority group. The group with the lowest number that has room is used first.'),
  weight: z
    .number()
    .positive()
    .default(1)
    .describe('Share of the requests relative to other endpoints, under a balancer with weights.'),
  quota: z
    .strictObject({
      tpm: perMinute.optional().describe('Tokens a minute that the backend allows.'),
      rpm: perMinute.optional().describe('Requests a minute that the backend allows.'),
    })
    .prefault({})
    .describe('Quota of the backend. Left out: not limited here.'),
});

/** The backends. */
export const endpoints = z.record(endpointName, endpoint).prefault({}).describe('The backends, by name.');

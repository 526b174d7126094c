import { z } from 'zod';

import { endpointUrl } from './endpoint-url.ts';
import { endpointName } from './name.ts';
import { pluginUse } from './plugin-use.ts';

/** The value of a label; numbers and truth values become text. */
export const labelValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

// In a selector these two say when, not which.
const labelName = z.string().refine((label) => label !== 'idle' && label !== 'after', {
  message: '`idle` and `after` can’t be labels: they mean something else in a tier’s route',
});

const perMinute = z.number().positive();

const endpoint = z.strictObject({
  url: endpointUrl.describe('http or https; a path is put before the path of each request'),
  connector: pluginUse('connector').prefault('direct').describe('How to talk to the backend'),
  credential: pluginUse('credential')
    .prefault('passthrough')
    .describe('What the backend sees; passthrough: what the caller sent'),
  processors: z
    .array(pluginUse('response-processor'))
    .prefault([])
    .describe('Read or rewrite answers, in order'),
  labels: z.record(labelName, labelValue).prefault({}).describe('What tiers select by'),
  slots: z.int().min(1).default(100).describe('Requests at once'),
  group: z.int().min(0).default(1).describe('The lowest group with room is used first'),
  weight: z.number().positive().default(1).describe('Share of requests, under balancers that weigh'),
  quota: z
    .strictObject({
      tpm: perMinute.optional().describe('Tokens a minute'),
      rpm: perMinute.optional().describe('Requests a minute'),
    })
    .prefault({})
    .describe('What the backend allows'),
});

/** Backends and what is known of them. */
export const endpoints = z.record(endpointName, endpoint).prefault({}).describe('The backends');

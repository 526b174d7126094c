import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { admin } from './admin.ts';
import { endpoints } from './endpoints.ts';
import { facades } from './facades.ts';
import { lanes } from './lanes.ts';
import { limits } from './limits.ts';
import { listen } from './listen.ts';
import { headerName, name } from './name.ts';
import { pluginUse } from './plugin-use.ts';
import { profiles } from './profiles.ts';
import { queue } from './queue.ts';
import { telemetry } from './telemetry.ts';
import { tiers } from './tiers.ts';

const priority = z
  .strictObject({
    header: headerName.prefault('x-priority').describe('Header that contains a priority key.'),
    keys: z.record(z.string(), name).prefault({}).describe('Priority key to lane. Case does not matter.'),
    default: name
      .optional()
      .describe('Lane of requests without tier and priority key. Left out: the last lane.'),
  })
  .prefault({})
  .describe('How a request asks for a lane.');

const headerNames = z
  .preprocess(
    (written) => (typeof written === 'string' ? [written] : written),
    z.array(headerName).min(1, 'The list needs at least one name.'),
  )
  .meta({ title: 'header name, or list of header names' });

const headers = z
  .strictObject({
    ttl: headerNames.prefault('x-ttl').describe('Headers that contain the deadline of a request.'),
    timeout: headerNames
      .prefault('x-timeout')
      .describe('Headers that contain the time to the first byte of an attempt, in milliseconds.'),
  })
  .prefault({})
  .describe('Names of the headers by which callers set limits.');

/** The schema of a config. `checkReferences` checks that names refer to something. */
export const configDocument = z.strictObject({
  listen,
  admin,
  drain: duration()
    .prefault('30s')
    .describe('Time that running and waiting requests get to finish at shutdown.'),
  limits,
  lanes,
  queue,
  priority,
  headers,
  authenticators: z
    .array(pluginUse('authenticator'))
    .prefault([])
    .describe('Plugins that identify callers. Empty: callers are anonymous, or named by `profiles.header`.'),
  profiles,
  quotas: pluginUse('quota-store')
    .optional()
    .describe('Store that counts the requests and tokens of profiles. Left out: in this process.'),
  tiers,
  endpoints,
  dialect: pluginUse('dialect')
    .prefault('openai')
    .describe('Vendor whose requests, answers and errors the facades handle, unless they name another.'),
  facades,
  requestProcessors: z
    .array(pluginUse('request-processor'))
    .prefault([])
    .describe('Plugins that inspect, refuse, answer or rewrite requests before they wait, in order.'),
  responseHeaders: z.boolean().default(true).describe('Add `x-laneway-*` headers to answers.'),
  telemetry,
  allowEmpty: z
    .boolean()
    .default(false)
    .describe('Accept a reload that removes all endpoints. Otherwise it is refused as a mistake.'),
  plugins: z
    .record(name, z.string().min(1))
    .prefault({})
    .describe(
      'Your own short names of plugins, to package names or ./paths. They replace those of the default set.',
    ),
  stateFile: z
    .string()
    .min(1)
    .meta({ title: 'file' })
    .optional()
    .describe(
      'File that keeps the facades of the admin API. Left out: beside the config, `laneway.state.json` for `laneway.yaml`.',
    ),
});

/** A valid document with defaults, in plain units. */
export type ConfigDocument = z.output<typeof configDocument>;

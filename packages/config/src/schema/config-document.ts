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

/** How a request asks for a lane. */
const priority = z
  .strictObject({
    header: headerName.default('x-priority').describe('Header that holds a key'),
    keys: z.record(z.string(), name).prefault({}).describe('Key to lane; case doesn’t matter'),
    default: name.optional().describe('Lane of everybody else; the last lane if left out'),
  })
  .prefault({})
  .describe('How a request asks for a lane');

const headerNames = z.preprocess(
  (written) => (typeof written === 'string' ? [written] : written),
  z.array(headerName).min(1, 'needs at least one name'),
);

/** Names of the request headers that callers steer with. */
const headers = z
  .strictObject({
    ttl: headerNames.prefault('x-ttl').describe('Deadline of the request'),
    timeout: headerNames.prefault('x-timeout').describe('Milliseconds to the first byte per attempt'),
  })
  .prefault({})
  .describe('Headers that callers steer with: a name, or a list of names');

/** What people may write. Whether names refer to something is checked by `checkReferences`. */
export const configDocument = z.strictObject({
  listen,
  admin,
  drain: duration()
    .prefault('30s')
    .describe('How long running and waiting requests may take to finish at shutdown'),
  limits,
  lanes,
  queue,
  priority,
  headers,
  authenticators: z
    .array(pluginUse('authenticator'))
    .prefault([])
    .describe('Who is calling; none: callers are anonymous, or named by profiles.header'),
  profiles,
  tiers,
  endpoints,
  facades,
  requestProcessors: z
    .array(pluginUse('request-processor'))
    .prefault([])
    .describe('Look at, refuse, answer or rewrite requests before they wait, in order'),
  responseHeaders: z.boolean().default(true).describe('Answers carry x-laneway-* headers'),
  telemetry,
  plugins: z.record(name, z.string().min(1)).prefault({}).describe('Short name to package name or ./path'),
  stateFile: z.string().min(1).optional().describe('Where facades made through the admin API are kept'),
});

/** A document that passed, with defaults and in plain units. */
export type ConfigDocument = z.output<typeof configDocument>;

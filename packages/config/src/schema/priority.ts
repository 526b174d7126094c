import { z } from 'zod';

import { headerName, name } from './name.ts';

/** How a request asks for a lane. */
export const priority = z
  .strictObject({
    header: headerName.default('x-priority').describe('Header that holds a key'),
    keys: z.record(z.string(), name).prefault({}).describe('Key to lane; case doesn’t matter'),
    default: name.optional().describe('Lane of everybody else; the last lane if left out'),
  })
  .prefault({})
  .describe('How a request asks for a lane');

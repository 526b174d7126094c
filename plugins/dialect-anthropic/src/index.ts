import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { anthropicDialect } from './anthropic-dialect.ts';

/** What requests, answers and errors of Anthropic's API say. */
export default definePlugin({
  kind: 'dialect',
  name: 'anthropic',
  contract: 1,
  options: z.strictObject({}),
  create: () => ({ ...anthropicDialect }),
});

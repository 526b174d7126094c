import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { strict } from './strict.ts';

export default definePlugin({
  kind: 'queue-policy',
  name: 'strict',
  contract: 1,
  options: z.strictObject({}),
  create: () => strict,
});

import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { openAiDialect } from './openai-dialect.ts';

/** What requests, answers and errors of OpenAI and Azure OpenAI say. */
export default definePlugin({
  kind: 'dialect',
  name: 'openai',
  contract: 1,
  options: z.strictObject({}),
  create: () => ({ ...openAiDialect }),
});

import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { openAiProcessor } from './openai-processor.ts';

/** Reads the usage from answers of OpenAI and Azure OpenAI. */
export default definePlugin({
  kind: 'response-processor',
  name: 'openai',
  contract: 1,
  options: z.strictObject({}),
  create: () => openAiProcessor(),
});

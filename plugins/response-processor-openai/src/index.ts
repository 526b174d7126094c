import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { openAiProcessor } from './openai-processor.ts';

/** Reads the usage of OpenAI and Azure OpenAI answers. */
export default definePlugin({
  kind: 'response-processor',
  name: 'openai',
  contract: 1,
  options: z.strictObject({}),
  create: () => openAiProcessor(),
});

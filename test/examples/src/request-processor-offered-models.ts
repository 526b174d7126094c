import { definePlugin, LanewayError } from '@laneway/contracts';
import { z } from 'zod';

/** Refuses requests for models that are not offered. */
export default definePlugin({
  kind: 'request-processor',
  name: 'offered-models',
  contract: 1,
  options: z.strictObject({ models: z.array(z.string().min(1)).min(1) }),
  create: ({ models }) => ({
    process({ model }) {
      if (model === undefined || models.includes(model)) return { kind: 'continue' };
      const message = `The model ${model} is not offered here; allowed: ${models.join(', ')}.`;
      return { kind: 'refuse', error: new LanewayError('bad_request', message, { param: 'model' }) };
    },
  }),
});

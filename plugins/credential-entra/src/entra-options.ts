import { z } from 'zod';

export const entraOptions = z
  .strictObject({
    audience: z
      .string()
      .min(1)
      .default('https://cognitiveservices.azure.com')
      .describe('Resource that the token is for; Azure AI Foundry also accepts https://ai.azure.com'),
    kind: z
      .enum(['auto', 'managed-identity', 'workload-identity', 'client-secret'])
      .default('auto')
      .describe('Identity of the gateway; auto tries what the environment offers'),
    clientId: z.string().min(1).optional().describe('Application, or user-assigned managed identity'),
    tenantId: z.string().min(1).optional(),
    clientSecret: z.string().min(1).optional(),
  })
  .superRefine((options, context) => {
    const needsSecret = options.kind === 'client-secret';
    if (!needsSecret && options.clientSecret === undefined) return;
    for (const name of ['tenantId', 'clientId', 'clientSecret'] as const) {
      if (options[name] !== undefined) continue;
      const message = `is required for ${needsSecret ? 'kind client-secret' : 'a clientSecret'}`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
    if (
      options.clientSecret !== undefined &&
      (options.kind === 'managed-identity' || options.kind === 'workload-identity')
    ) {
      context.addIssue({
        code: 'custom',
        path: ['clientSecret'],
        message: `is not used by kind ${options.kind}`,
      });
    }
  });

export type EntraOptions = z.output<typeof entraOptions>;

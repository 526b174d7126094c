import type { PtuModel } from '../telemetry-settings.ts';

/**
 * Throughput per PTU of each model, and the sizes of global and data-zone deployments.
 * Source: Microsoft, "Provisioned throughput unit (PTU) costs and billing", table of throughput per PTU, 2026.
 * https://learn.microsoft.com/azure/ai-foundry/openai/how-to/provisioned-throughput-onboarding
 */
export const ptuModels = {
  'gpt-5.4': { inputTpmPerPtu: 2_400, outputWeight: 6 },
  'gpt-5.3-codex': { inputTpmPerPtu: 3_400, outputWeight: 8 },
  'gpt-5.2': { inputTpmPerPtu: 3_400, outputWeight: 8 },
  'gpt-5.1': { inputTpmPerPtu: 4_750, outputWeight: 8 },
  'gpt-5': { inputTpmPerPtu: 4_750, outputWeight: 8 },
  'gpt-5-mini': { inputTpmPerPtu: 23_750, outputWeight: 8 },
  'gpt-4.1': { inputTpmPerPtu: 3_000, outputWeight: 4 },
  'gpt-4.1-mini': { inputTpmPerPtu: 14_900, outputWeight: 4 },
  'gpt-4.1-nano': { inputTpmPerPtu: 59_400, outputWeight: 4 },
  'gpt-4o': { inputTpmPerPtu: 2_500, outputWeight: 4 },
  'gpt-4o-mini': { inputTpmPerPtu: 37_000, outputWeight: 4 },
  o3: { inputTpmPerPtu: 3_000, outputWeight: 4 },
  'o4-mini': { inputTpmPerPtu: 5_400, outputWeight: 4 },
  'o3-mini': { inputTpmPerPtu: 2_500, outputWeight: 4 },
  o1: { inputTpmPerPtu: 230, outputWeight: 4 },
  'Llama-3.3-70B-Instruct': { inputTpmPerPtu: 8_450, outputWeight: 4, minimum: 100, increment: 100 },
  'DeepSeek-R1': { inputTpmPerPtu: 4_000, outputWeight: 4, minimum: 100, increment: 100 },
  'DeepSeek-V3-0324': { inputTpmPerPtu: 4_000, outputWeight: 4, minimum: 100, increment: 100 },
} as const satisfies Readonly<Record<string, PtuModel>>;

/** Figures for models that are not in the list: a widely used model with a low throughput per PTU. */
export const unknownModelLike = 'gpt-4.1';
export const unknownModel: PtuModel = ptuModels[unknownModelLike];

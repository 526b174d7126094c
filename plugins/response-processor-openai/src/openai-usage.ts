import { isObject } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';
import type { Usage } from '@laneway/contracts';

/**
 * The usage of an answer; `undefined` if it does not count tokens (whisper counts seconds). Chat, completions and embeddings
 * name the counts prompt and completion; responses, images and audio name them input and output.
 * Source: https://platform.openai.com/docs/api-reference
 */
export function openAiUsage(answer: JsonObject): Usage | undefined {
  const { usage } = answer;
  if (!isObject(usage)) return undefined;
  const promptTokens = count(usage['prompt_tokens']) ?? count(usage['input_tokens']);
  if (promptTokens === undefined) return undefined;
  const stated = count(usage['completion_tokens']) ?? count(usage['output_tokens']) ?? 0;
  const reasoning = detail(usage, completionDetails, 'reasoning_tokens');
  // Grok, which Azure serves too, leaves reasoning out of the completion: only the total includes it.
  const isOutside = usage['total_tokens'] === promptTokens + stated + reasoning;
  const completionTokens = isOutside ? stated + reasoning : stated;
  return {
    promptTokens,
    cachedTokens: Math.min(promptTokens, detail(usage, promptDetails, 'cached_tokens')),
    completionTokens,
    reasoningTokens: Math.min(completionTokens, reasoning),
    ...named('model', answer['model']),
    ...named('serviceTier', answer['service_tier']),
  };
}

// Audio spells `tokens` without the s.
const promptDetails = ['prompt_tokens_details', 'input_tokens_details', 'input_token_details'];
const completionDetails = ['completion_tokens_details', 'output_tokens_details', 'output_token_details'];

function detail(usage: JsonObject, spellings: readonly string[], name: string): number {
  for (const spelling of spellings) {
    const details = usage[spelling];
    if (isObject(details)) return count(details[name]) ?? 0;
  }
  return 0;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function named<Name extends 'model' | 'serviceTier'>(
  name: Name,
  value: unknown,
): Partial<Record<Name, string>> {
  if (typeof value !== 'string' || value === '') return {};
  return { [name]: value } as Record<Name, string>;
}

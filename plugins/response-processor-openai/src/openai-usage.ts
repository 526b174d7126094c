import type { Usage } from '@laneway/contracts';

import type { JsonObject } from './json-object.ts';
import { isJsonObject } from './json-object.ts';

/**
 * The usage of an answer, or `undefined` if it doesn't count tokens (whisper counts seconds).
 * Chat, completions and embeddings speak of prompt and completion; responses, images and audio of input and output.
 * Source: https://platform.openai.com/docs/api-reference
 */
export function openAiUsage(answer: JsonObject): Usage | undefined {
  const { usage } = answer;
  if (!isJsonObject(usage)) return undefined;
  const promptTokens = count(usage['prompt_tokens']) ?? count(usage['input_tokens']);
  if (promptTokens === undefined) return undefined;
  const stated = count(usage['completion_tokens']) ?? count(usage['output_tokens']) ?? 0;
  const reasoning = detail(usage, completionDetails, 'reasoning_tokens');
  // Grok, served by Azure too, counts reasoning apart from the completion: only the total has it.
  const apart = usage['total_tokens'] === promptTokens + stated + reasoning;
  const completionTokens = apart ? stated + reasoning : stated;
  return {
    promptTokens,
    cachedTokens: Math.min(promptTokens, detail(usage, promptDetails, 'cached_tokens')),
    completionTokens,
    reasoningTokens: Math.min(completionTokens, reasoning),
    ...named('model', answer['model']),
    ...named('serviceTier', answer['service_tier']),
  };
}

// Audio spells it without the s of tokens.
const promptDetails = ['prompt_tokens_details', 'input_tokens_details', 'input_token_details'];
const completionDetails = ['completion_tokens_details', 'output_tokens_details', 'output_token_details'];

function detail(usage: JsonObject, places: readonly string[], name: string): number {
  for (const place of places) {
    const details = usage[place];
    if (isJsonObject(details)) return count(details[name]) ?? 0;
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

import type { JsonObject } from '@laneway/answer-content';
import type { Usage } from '@laneway/contracts';

/** The counts of a usage block by their names on the wire; those of a nested object as `object.name`. */
export type TokenCounts = ReadonlyMap<string, number>;

/** The numbers of a usage. */
export type TokenUsage = Omit<Usage, 'model' | 'serviceTier' | 'separateQuota'>;

/**
 * How vendors spell each count. The first row with a name that the block has is used, and its names are added up: what some
 * vendors count together, others count separately.
 * Sources: https://platform.openai.com/docs/api-reference/chat/object and .../responses/object,
 * https://docs.anthropic.com/en/api/messages,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html,
 * https://ai.google.dev/api/generate-content#UsageMetadata, https://docs.cohere.com/reference/chat,
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/grok/capabilities/reasoning
 */
const rows: Readonly<Record<keyof TokenUsage, readonly (readonly string[])[]>> = {
  promptTokens: [
    ['prompt_tokens'],
    ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'],
    ['inputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens'],
    ['promptTokenCount', 'toolUsePromptTokenCount'],
    ['tokens.input_tokens'],
    ['total_tokens'],
  ],
  cachedTokens: [
    ['prompt_tokens_details.cached_tokens'],
    ['input_tokens_details.cached_tokens'],
    ['input_token_details.cached_tokens'],
    ['cache_read_input_tokens'],
    ['cacheReadInputTokens'],
    ['cachedContentTokenCount'],
    ['prompt_cache_hit_tokens'],
    ['cached_tokens'],
  ],
  completionTokens: [
    ['completion_tokens'],
    ['output_tokens'],
    ['outputTokens'],
    ['candidatesTokenCount', 'thoughtsTokenCount'],
    ['tokens.output_tokens'],
  ],
  reasoningTokens: [
    ['completion_tokens_details.reasoning_tokens'],
    ['output_tokens_details.reasoning_tokens'],
    ['thoughtsTokenCount'],
  ],
};

const knownNames = new Set(Object.values(rows).flat(2));

/** The known counts of a usage block; `undefined` if there are none. */
export function tokenCounts(block: JsonObject): TokenCounts | undefined {
  const counts = new Map<string, number>();
  collect(block, '', counts);
  return counts.size === 0 ? undefined : counts;
}

/** The usage that these counts amount to; `undefined` if they include neither prompt nor completion. */
export function tokenUsage(counts: TokenCounts): TokenUsage | undefined {
  const promptTokens = sum(counts, rows.promptTokens);
  const stated = sum(counts, rows.completionTokens);
  if (promptTokens === undefined && stated === undefined) return undefined;
  return consistent(counts, promptTokens ?? 0, stated ?? 0);
}

function consistent(counts: TokenCounts, promptTokens: number, stated: number): TokenUsage {
  const reasoning = sum(counts, rows.reasoningTokens) ?? 0;
  // xAI leaves reasoning out of the completion: only the total includes it.
  const isOutside = counts.get('total_tokens') === promptTokens + stated + reasoning;
  const completionTokens = isOutside ? stated + reasoning : stated;
  return {
    promptTokens,
    cachedTokens: Math.min(promptTokens, sum(counts, rows.cachedTokens) ?? 0),
    completionTokens,
    reasoningTokens: Math.min(completionTokens, reasoning),
  };
}

function sum(counts: TokenCounts, spellings: readonly (readonly string[])[]): number | undefined {
  const spelling = spellings.find((names) => names.some((name) => counts.has(name)));
  return spelling?.reduce((total, name) => total + (counts.get(name) ?? 0), 0);
}

function collect(value: unknown, prefix: string, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const name = prefix + key;
    if (!isCount(member)) {
      if (prefix === '') collect(member, `${name}.`, counts);
    } else if (knownNames.has(name)) counts.set(name, member);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

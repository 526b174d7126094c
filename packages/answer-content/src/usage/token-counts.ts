import type { Usage } from '@laneway/contracts';

import type { JsonObject } from '../json/parsed-json.ts';

/** Counts of a usage block by their names on the wire; those of a nested object as `object.name`. */
export type TokenCounts = ReadonlyMap<string, number>;

/** The numbers of a usage. */
export type TokenUsage = Omit<Usage, 'model' | 'serviceTier' | 'separateQuota'>;

type Row = readonly string[];

/**
 * How vendors spell each count. The first row with a name that the answer has is used, and its names are added up: what some
 * vendors count together, others count separately.
 * Sources: https://platform.openai.com/docs/api-reference/chat/object and .../responses/object,
 * https://docs.anthropic.com/en/api/messages,
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html,
 * https://ai.google.dev/api/generate-content#UsageMetadata and https://ai.google.dev/api/interactions-api,
 * https://docs.cohere.com/reference/chat, https://docs.ollama.com/api/usage,
 * https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
 */
const rows: Readonly<Record<keyof TokenUsage | 'total', readonly Row[]>> = {
  promptTokens: [
    ['prompt_tokens'],
    ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'],
    ['inputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens'],
    ['promptTokenCount', 'toolUsePromptTokenCount'],
    ['prompt_token_count', 'tool_use_prompt_token_count'],
    ['total_input_tokens', 'total_tool_use_tokens'],
    ['tokens.input_tokens'],
    ['billed_units.input_tokens'],
    ['inputTokenCount'],
    ['input_token_count'],
    ['prompt_eval_count'],
    ['tokens_evaluated'],
    ['prompt_n', 'cache_n'],
    ['total_tokens'],
  ],
  cachedTokens: [
    ['prompt_tokens_details.cached_tokens'],
    ['input_tokens_details.cached_tokens'],
    ['input_token_details.cached_tokens'],
    ['cache_read_input_tokens'],
    ['cacheReadInputTokens'],
    ['cachedContentTokenCount'],
    ['cached_content_token_count'],
    ['total_cached_tokens'],
    ['prompt_cache_hit_tokens'],
    ['cached_tokens'],
    ['cache_n'],
  ],
  completionTokens: [
    ['completion_tokens'],
    ['output_tokens'],
    ['outputTokens'],
    ['candidatesTokenCount', 'thoughtsTokenCount'],
    ['candidates_token_count', 'thoughts_token_count'],
    ['total_output_tokens', 'total_thought_tokens', 'total_reasoning_tokens'],
    ['tokens.output_tokens'],
    ['billed_units.output_tokens'],
    ['outputTokenCount'],
    ['generated_token_count'],
    ['generation_token_count'],
    ['eval_count'],
    ['tokens_predicted'],
    ['predicted_n'],
  ],
  reasoningTokens: [
    ['completion_tokens_details.reasoning_tokens'],
    ['output_tokens_details.reasoning_tokens'],
    ['output_token_details.reasoning_tokens'],
    ['thoughtsTokenCount'],
    ['thoughts_token_count'],
    ['total_thought_tokens', 'total_reasoning_tokens'],
  ],
  total: [['total_tokens'], ['totalTokens'], ['totalTokenCount'], ['total_token_count']],
};

const knownNames = new Set(Object.values(rows).flat(2));

const kinds = Object.values(rows).map((spellings) => new Set(spellings.flat()));

/** Whether a count of the same kind (prompt, completion, ...) as the one of this name is more than 0. */
export function isKindCounted(name: string, counts: TokenCounts): boolean {
  const kind = kinds.find((each) => each.has(name));
  for (const [other, count] of counts) if (count > 0 && kind?.has(other) === true) return true;
  return false;
}

/** No answer has as many tokens: a larger number is not a count. */
const mostTokens = 1e8;

/** The known counts of a usage block. */
export function tokenCounts(block: JsonObject): TokenCounts {
  const counts = new Map<string, number>();
  collect(block, '', counts);
  return counts;
}

/** The count `name` as a member that is not in a block. */
export function tokenCount(name: string, value: unknown): TokenCounts {
  return new Map(isCount(value) ? [[name, value]] : []);
}

/** The usage that these counts amount to; `undefined` if the prompt was not counted, or all counts are 0. */
export function tokenUsage(counts: TokenCounts): TokenUsage | undefined {
  const promptTokens = sum(counts, rows.promptTokens);
  if (promptTokens === undefined) return undefined;
  const stated = sum(counts, rows.completionTokens) ?? 0;
  // Some vendors leave reasoning out of the completion: only the total includes it.
  const outside = Math.max(0, (sum(counts, rows.total) ?? 0) - promptTokens - stated);
  const completionTokens = stated + outside;
  const reasoning = sum(counts, rows.reasoningTokens);
  if (promptTokens + completionTokens === 0) return undefined;
  return {
    promptTokens,
    cachedTokens: Math.min(promptTokens, sum(counts, rows.cachedTokens) ?? 0),
    completionTokens,
    reasoningTokens: Math.min(completionTokens, reasoning ?? outside),
  };
}

function sum(counts: TokenCounts, spellings: readonly Row[]): number | undefined {
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
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostTokens;
}

import type { Usage } from '@laneway/contracts';
import type { ModelCall } from '../../answers/model-call.ts';

/** The object of a response that has ended. */
export function responseObject(call: ModelCall) {
  const isWhole = call.finishReason === 'stop';
  return {
    id: `resp_${call.idSuffix}`,
    object: 'response',
    created_at: call.createdS,
    status: isWhole ? 'completed' : 'incomplete',
    background: call.json['background'] === true,
    error: null,
    incomplete_details: isWhole ? null : { reason: 'max_output_tokens' },
    instructions: call.json['instructions'] ?? null,
    max_output_tokens: call.json['max_output_tokens'] ?? null,
    model: call.model,
    output: [outputMessage(call, isWhole ? 'completed' : 'incomplete', call.words.join(''))],
    parallel_tool_calls: true,
    previous_response_id: call.json['previous_response_id'] ?? null,
    store: call.json['store'] !== false,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: responseUsage(call.usage),
    metadata: call.json['metadata'] ?? {},
  };
}

export function outputMessage(call: ModelCall, status: string, text: string | undefined) {
  const content = text === undefined ? [] : [outputText(text)];
  return { id: `msg_${call.idSuffix}`, type: 'message', status, role: 'assistant', content };
}

export function outputText(text: string) {
  return { type: 'output_text', text, annotations: [] };
}

function responseUsage(usage: Usage) {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}

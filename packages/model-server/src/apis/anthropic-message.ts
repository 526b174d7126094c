import { jsonAnswer, streamAnswer } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import type { JsonObject } from '../json-object.ts';
import { wantsStream } from '../answers/model-call.ts';
import type { ModelCall } from '../answers/model-call.ts';
import { ssePart } from '../answers/sse-part.ts';

/** Anthropic's Messages API. A stream reports its usage in two events. */
export function anthropicMessage(call: ModelCall): Answer {
  return wantsStream(call) ? messageStream(call) : jsonAnswer(message(call), call.usage);
}

function message(call: ModelCall) {
  return {
    ...emptyMessage(call),
    content: [{ type: 'text', text: call.words.join('') }],
    stop_reason: stopReason(call),
    usage: { ...inputUsage(call), output_tokens: call.usage.completionTokens },
  };
}

function messageStream(call: ModelCall): Answer {
  const { usage } = call;
  const last = usage.completionTokens;
  const part = (type: string, tokens: number, members: JsonObject = {}) =>
    ssePart(call.lineEnding, { event: type, data: { type, ...members }, tokens });
  const begun = { ...emptyMessage(call), usage: { ...inputUsage(call), output_tokens: 1 } };
  const parts = [
    part('message_start', 0, { message: begun }),
    part('content_block_start', 0, { index: 0, content_block: { type: 'text', text: '' } }),
    part('ping', 0),
    ...call.words.map((text, index) =>
      part('content_block_delta', usage.reasoningTokens + index + 1, {
        index: 0,
        delta: { type: 'text_delta', text },
      }),
    ),
    part('content_block_stop', last, { index: 0 }),
    part('message_delta', last, {
      delta: { stop_reason: stopReason(call), stop_sequence: null },
      usage: { output_tokens: last },
    }),
    part('message_stop', last),
  ];
  return streamAnswer(parts, usage);
}

function emptyMessage(call: ModelCall) {
  return {
    id: `msg_${call.idSuffix}`,
    type: 'message',
    role: 'assistant',
    model: call.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}

/** Anthropic counts cached tokens in addition to the input tokens. */
function inputUsage({ usage }: ModelCall) {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage.cachedTokens,
  };
}

function stopReason(call: ModelCall): string {
  return call.finishReason === 'stop' ? 'end_turn' : 'max_tokens';
}

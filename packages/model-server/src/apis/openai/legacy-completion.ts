import { jsonAnswer, streamAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { chatUsage, wantsStreamUsage } from './chat-usage.ts';
import { contentFilterResults, promptFilterResults } from './chat.ts';
import { wantsStream } from '../../answers/model-call.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import { ssePart } from '../../answers/sse-part.ts';

/** Legacy completions, streamed or not. */
export function legacyCompletion(call: ModelCall): Answer {
  return wantsStream(call) ? completionStream(call) : completionWhole(call);
}

function completionWhole(call: ModelCall): Answer {
  const isAzure = call.flavour === 'azure';
  const completion = {
    ...envelope(call),
    choices: [
      {
        ...choice(call.words.join(''), call.finishReason),
        ...(isAzure && { content_filter_results: contentFilterResults }),
      },
    ],
    usage: chatUsage(call.usage),
    ...(isAzure && { prompt_filter_results: promptFilterResults }),
  };
  return jsonAnswer(completion, call.usage);
}

function completionStream(call: ModelCall): Answer {
  const reportsUsage = wantsStreamUsage(call.json['stream_options']);
  const last = call.usage.completionTokens;
  const head = envelope(call);
  const noUsage = reportsUsage ? { usage: null } : {};
  const part = (data: unknown, tokens: number) => ssePart(call.lineEnding, { data, tokens });
  const parts = [
    ...call.words.map((text, index) =>
      part({ ...head, choices: [choice(text, null)], ...noUsage }, index + 1),
    ),
    part({ ...head, choices: [choice('', call.finishReason)], ...noUsage }, last),
    ...(reportsUsage ? [part({ ...head, choices: [], usage: chatUsage(call.usage) }, last)] : []),
    part('[DONE]', last),
  ];
  return streamAnswer(parts, reportsUsage ? call.usage : undefined);
}

function choice(text: string, finishReason: string | null) {
  return { index: 0, text, logprobs: null, finish_reason: finishReason };
}

function envelope(call: ModelCall) {
  return {
    id: `cmpl-${call.idSuffix}`,
    object: 'text_completion',
    created: call.createdS,
    model: call.model,
  };
}

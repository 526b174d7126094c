import { jsonAnswer, streamAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { chatUsage, wantsStreamUsage } from './chat-usage.ts';
import { wantsStream } from '../../answers/model-call.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import { ssePart } from '../../answers/sse-part.ts';

const safe = { filtered: false, severity: 'safe' };

/** Azure's content filter results of harmless generated text. */
export const contentFilterResults = { hate: safe, self_harm: safe, sexual: safe, violence: safe };

/** Azure's content filter results of a harmless prompt, all that the first event of a stream has. */
export const promptFilterResults = [
  {
    prompt_index: 0,
    content_filter_results: { ...contentFilterResults, jailbreak: { filtered: false, detected: false } },
  },
];

/** Chat completions, streamed or not. */
export function chat(call: ModelCall): Answer {
  return wantsStream(call) ? chatStream(call) : chatWhole(call);
}

function chatWhole(call: ModelCall): Answer {
  const isAzure = call.flavour === 'azure';
  const choice = {
    index: 0,
    message: { role: 'assistant', content: call.words.join(''), refusal: null },
    logprobs: null,
    finish_reason: call.finishReason,
    ...(isAzure && { content_filter_results: contentFilterResults }),
  };
  const completion = {
    ...envelope(call, 'chat.completion'),
    choices: [choice],
    usage: chatUsage(call.usage),
    ...(isAzure && { prompt_filter_results: promptFilterResults }),
  };
  return jsonAnswer(completion, call.usage);
}

function chatStream(call: ModelCall): Answer {
  const isAzure = call.flavour === 'azure';
  const reportsUsage = wantsStreamUsage(call.json['stream_options']);
  const last = call.usage.completionTokens;
  const head = envelope(call, 'chat.completion.chunk');
  const noUsage = reportsUsage ? { usage: null } : {};
  const part = (data: unknown, tokens: number) => ssePart(call.lineEnding, { data, tokens });
  const chunk = (delta: object, finishReason: string | null, tokens: number) => {
    const filter = isAzure && {
      content_filter_results: 'content' in delta && tokens > 0 ? contentFilterResults : {},
    };
    const choice = { index: 0, delta, logprobs: null, finish_reason: finishReason, ...filter };
    return part({ ...head, choices: [choice], ...noUsage }, tokens);
  };
  const parts = [
    ...(isAzure ? [part({ ...promptFilterEvent, ...noUsage }, 0)] : []),
    chunk({ role: 'assistant', content: '', refusal: null }, null, 0),
    ...call.words.map((content, index) => chunk({ content }, null, firstWordAt(call) + index)),
    chunk({}, call.finishReason, last),
    ...(reportsUsage ? [part({ ...head, choices: [], usage: chatUsage(call.usage) }, last)] : []),
    part('[DONE]', last),
  ];
  return streamAnswer(parts, reportsUsage ? call.usage : undefined);
}

/** Azure sends this event before the model has answered, hence the empty members. */
const promptFilterEvent = {
  id: '',
  object: '',
  created: 0,
  model: '',
  choices: [],
  prompt_filter_results: promptFilterResults,
};

/** Tokens generated at the first visible word. Reasoning tokens come before it. */
function firstWordAt(call: ModelCall): number {
  return call.usage.reasoningTokens + 1;
}

function envelope(call: ModelCall, object: string) {
  return {
    id: `chatcmpl-${call.idSuffix}`,
    object,
    created: call.createdS,
    model: call.model,
    system_fingerprint: 'fp_simulated',
  };
}

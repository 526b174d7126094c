import { streamAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import type { JsonObject } from '../../json-object.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import { outputMessage, outputText } from './response-object.ts';
import { ssePart } from '../../answers/sse-part.ts';

/** The events of a response. Only the last one has the usage; there is no `[DONE]`. */
export function responseStream(call: ModelCall, ended: JsonObject): Answer {
  const parts = eventsOf(call, ended).map(({ tokens, ...data }, sequence_number) =>
    ssePart(call.lineEnding, { event: data.type, data: { ...data, sequence_number }, tokens }),
  );
  return streamAnswer(parts, call.usage);
}

interface ResponseEvent {
  readonly type: string;
  readonly tokens: number;
}

function eventsOf(call: ModelCall, ended: JsonObject): readonly ResponseEvent[] {
  const { usage, words } = call;
  const text = words.join('');
  const last = usage.completionTokens;
  const begun = { ...ended, status: 'in_progress', incomplete_details: null, output: [], usage: null };
  const output = { output_index: 0 };
  const content = { ...output, item_id: `msg_${call.idSuffix}`, content_index: 0 };
  const status = String(ended['status']);
  return [
    event('response.created', 0, { response: begun }),
    event('response.in_progress', 0, { response: begun }),
    event('response.output_item.added', 0, {
      ...output,
      item: outputMessage(call, 'in_progress', undefined),
    }),
    event('response.content_part.added', 0, { ...content, part: outputText('') }),
    ...words.map((delta, index) =>
      event('response.output_text.delta', usage.reasoningTokens + index + 1, {
        ...content,
        delta,
        logprobs: [],
      }),
    ),
    event('response.output_text.done', last, { ...content, text, logprobs: [] }),
    event('response.content_part.done', last, { ...content, part: outputText(text) }),
    event('response.output_item.done', last, { ...output, item: outputMessage(call, status, text) }),
    event(`response.${status}`, last, { response: ended }),
  ];
}

function event(type: string, tokens: number, members: JsonObject): ResponseEvent {
  return { type, tokens, ...members };
}

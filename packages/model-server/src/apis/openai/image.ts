import { jsonAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { numberMember } from '../../json-object.ts';
import type { ModelCall } from '../../answers/model-call.ts';

/** Images, each one grey pixel. */
export function image(call: ModelCall): Answer {
  const { usage } = call;
  const count = numberMember(call.json, 'n') ?? 1;
  const images = {
    created: call.createdS,
    data: Array.from({ length: count }, () => ({ b64_json: greyPixel })),
    usage: {
      input_tokens: usage.promptTokens,
      input_tokens_details: { text_tokens: usage.promptTokens, image_tokens: 0 },
      output_tokens: usage.completionTokens,
      total_tokens: usage.promptTokens + usage.completionTokens,
    },
  };
  return jsonAnswer(images, usage);
}

const greyPixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

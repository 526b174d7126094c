import { jsonAnswer, wholeAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import type { ModelCall } from '../../answers/model-call.ts';

/** The transcription of an uploaded recording, with its usage. */
export function transcription(call: ModelCall): Answer {
  const { usage, words } = call;
  const reported = {
    type: 'tokens',
    input_tokens: usage.promptTokens,
    input_token_details: { text_tokens: usage.promptTokens, audio_tokens: 0 },
    output_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
  return jsonAnswer({ text: words.join(''), usage: reported }, usage);
}

/** Bytes in place of audio. The service reports no usage for speech. */
export function speech(call: ModelCall): Answer {
  const { completionTokens } = call.usage;
  const sound = Buffer.from(Uint8Array.from({ length: completionTokens * 64 }, (_, index) => index % 256));
  return wholeAnswer(200, 'audio/mpeg', sound, completionTokens);
}

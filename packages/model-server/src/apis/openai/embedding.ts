import { jsonAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { numberMember } from '../../json-object.ts';
import type { ModelCall } from '../../answers/model-call.ts';

/** Embeddings as numbers or base64; `input` is a string, token ids, or a list of either. */
export function embedding(call: ModelCall): Answer {
  const dimensions = numberMember(call.json, 'dimensions') ?? defaultDimensions;
  const isBase64 = call.json['encoding_format'] === 'base64';
  const data = inputsOf(call.json['input']).map((input, index) => {
    const vector = vectorOf(input, dimensions);
    return { object: 'embedding', index, embedding: isBase64 ? base64Of(vector) : Array.from(vector) };
  });
  const { promptTokens } = call.usage;
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return jsonAnswer({ object: 'list', data, model: call.model, usage }, call.usage);
}

const defaultDimensions = 16;

function inputsOf(input: unknown): readonly unknown[] {
  const isListOfInputs = Array.isArray(input) && typeof input[0] !== 'number';
  return isListOfInputs ? input : [input];
}

/** A vector of length 1, always the same for the same input. */
function vectorOf(input: unknown, dimensions: number): Float32Array {
  let state = 2_166_136_261;
  for (const byte of Buffer.from(JSON.stringify(input) ?? '')) state = Math.imul(state ^ byte, 16_777_619);
  const raw = Float32Array.from({ length: dimensions }, (_, index) => Math.sin(state + index));
  const length = Math.hypot(...raw) || 1;
  return raw.map((value) => value / length);
}

function base64Of(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

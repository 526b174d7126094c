import { isJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';

/** Estimated prompt tokens: the UTF-8 bytes of the text divided by 4, rounded up; a token id counts as one. */
export function estimateTokens(body: JsonObject): number {
  const found: PromptSize = { bytes: 0, ids: 0 };
  for (const name of promptMembers) measure(body[name], found);
  return Math.ceil(found.bytes / 4) + found.ids;
}

const promptMembers = [
  'messages',
  'prompt',
  'input',
  'instructions',
  'system',
  'contents',
  'systemInstruction',
];
const textMembers = ['content', 'text', 'parts', 'input'];

interface PromptSize {
  bytes: number;
  ids: number;
}

function measure(value: unknown, found: PromptSize): void {
  if (typeof value === 'string') found.bytes += Buffer.byteLength(value);
  else if (typeof value === 'number') found.ids += 1;
  else if (Array.isArray(value)) for (const item of value) measure(item, found);
  else if (isJsonObject(value)) for (const name of textMembers) measure(value[name], found);
}

import type { AnswerExtent, DialectRequest, HeaderPairs, RequestBody } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

const bytesPerToken = 4;
/** Bytes of an event that carries one token, its JSON included. */
const bytesPerEvent = 250;

/** Estimated tokens of a prompt that is text or JSON: one for four bytes of the body. 0 for forms, sound and files. */
export function promptTokens({ headers, body }: Pick<DialectRequest, 'headers' | 'body'>): number {
  return isText(headers) ? Math.ceil(bytesOf(body) / bytesPerToken) : 0;
}

/** Estimated tokens of an answer: one for each event of a stream, one for four bytes of other text. 0 for sound and files. */
export function answerTokens({ head, isStream, events, bytes }: AnswerExtent): number {
  if (!isText(head.headers)) return 0;
  if (events > 0) return events;
  return Math.ceil(bytes / (isStream ? bytesPerEvent : bytesPerToken));
}

function isText(headers: HeaderPairs): boolean {
  const type = headerValue(headers, 'content-type');
  return type === undefined || /^\s*text\/|json/i.test(type);
}

/** Bytes of the body, as far as they are known. */
function bytesOf(body: RequestBody): number {
  if (body.kind === 'none') return 0;
  return body.kind === 'bytes' ? body.bytes.length : (body.length ?? 0);
}

import { isObject } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';

import { exceptionIn } from './reported-error.ts';

/** Members of answers. A body with one of them is not an error only because it has a message or a code as well. */
const answerMembers = [
  'choices',
  'output',
  'content',
  'candidates',
  'data',
  'embeddings',
  'embedding',
  'results',
  'response',
  'text',
  'delta',
  'item',
];

/**
 * Whether parsed JSON reports an error instead of an answer: `{"error": ...}`, also within choices; `{"object":"error"}`;
 * `{"detail": ...}` of FastAPI; `{"errors": [...]}`; exceptions of AWS; `{"code": ..., "message": ...}`; and their relatives.
 */
export function isErrorBody(body: unknown): boolean {
  if (Array.isArray(body)) return body.length > 0 && isErrorBody(body[0]);
  if (!isObject(body)) return false;
  if (isFilled(body['error']) || body['object'] === 'error' || body['type'] === 'error') return true;
  if (hasFailedChoice(body) || (isObject(body['delta']) && isFilled(body['delta']['error']))) return true;
  return answerMembers.every((name) => !isPresent(body[name])) && isBareError(body);
}

/** Whether a value is more than null, an empty text, list or object. */
function isFilled(value: unknown): boolean {
  return isObject(value) ? Object.keys(value).length > 0 : isPresent(value);
}

/** Whether a value is more than null, an empty text or list. */
export function isPresent(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}

function hasFailedChoice({ choices }: JsonObject): boolean {
  return Array.isArray(choices) && choices.some((choice) => isObject(choice) && isFilled(choice['error']));
}

function isBareError(body: JsonObject): boolean {
  if (isFilled(body['detail']) || isFilled(body['errors']) || isFilled(body['fault'])) return true;
  if (body['success'] === false || exceptionIn(body) !== undefined || isPresent(body['error_msg']))
    return true;
  if (isObject(body['base_resp']) && Number(body['base_resp']['status_code']) > 0) return true;
  const code = body['code'] ?? body['statusCode'] ?? body['status_code'] ?? body['__type'];
  return typeof body['message'] === 'string' && (isPresent(code) || Object.keys(body).length === 1);
}

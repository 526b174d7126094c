import { isObject, parsedJson } from '@laneway/answer-content';
import type { AnswerIds, DialectRequest, SseEvent } from '@laneway/contracts';
import { idsIn } from '@laneway/dialect-kit';

/** Collections whose objects exist in the one resource that made them. */
const collections =
  /\/(?:responses|files|batches|uploads|threads|assistants|vector_stores|containers|conversations|evals|jobs)(?:\/([^/?]+))?/g;
/** Members of a request that refer to such objects, wherever they stand. */
const references = new Set([
  'previous_response_id',
  'input_file_id',
  'file_id',
  'file_ids',
  'vector_store_id',
  'vector_store_ids',
  'conversation',
  'container',
  'thread_id',
  'assistant_id',
  'training_file',
  'validation_file',
]);
/** Members of an answer that name such objects. */
const names = ['id', 'output_file_id', 'error_file_id', 'thread_id'];
/** The content of a file belongs to its owner: it must not say where other objects are. */
const content = /\/content$/;

/** Ids of stored objects in the path of the request, then those in its body. Only requests with paths of such objects are read. */
export function storedIds(request: DialectRequest): readonly string[] {
  const inPath = [...request.path.matchAll(collections)];
  if (inPath.length === 0) return [];
  const ids = inPath.flatMap(([, id]) => id ?? []);
  return [...ids, ...idsIn(request.json(), references)].filter((id) => id !== '');
}

/** How to find stored objects in answers to requests about them: to make, to list or to use. */
export function answerIds({ path }: DialectRequest): AnswerIds | undefined {
  return path.search(collections) === -1 || content.test(path) ? undefined : idsOfAnswer;
}

const idsOfAnswer: AnswerIds = {
  inBody: (json) => [json, responseOf(json), ...itemsOf(json)].flatMap(ownIds),
  inEvent: (event) => (namesResponse(event) ? ownIds(responseOf(parsedJson(event.data))) : []),
};

// The first event of a response names it, and the last one does for a client that resumes the stream.
function namesResponse({ type }: SseEvent): boolean {
  return type === 'response.created' || type === 'response.completed';
}

function ownIds(value: unknown): string[] {
  if (!isObject(value)) return [];
  return names.map((name) => value[name]).filter((id) => typeof id === 'string' && id !== '') as string[];
}

function itemsOf(json: unknown): readonly unknown[] {
  const list = isObject(json) ? json['data'] : undefined;
  return Array.isArray(list) ? list : [];
}

function responseOf(json: unknown): unknown {
  return isObject(json) ? json['response'] : undefined;
}

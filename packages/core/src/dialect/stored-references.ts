import type { RequestView } from '@laneway/contracts';

/** Collections whose objects live in the one resource that made them. */
const collections =
  /\/(?:responses|files|batches|uploads|threads|assistants|vector_stores|containers|conversations|evals|jobs)(?:\/([^/?]+))?/g;
/** Members of a body that refer to such objects, wherever they stand. */
const members = new Set([
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
/** Bodies are not looked into more deeply: tools and messages are all within it. */
const deepest = 6;

/** Whether a path is that of stored objects. */
export function isStored(path: string): boolean {
  return path.search(collections) >= 0;
}

/** Ids of the stored objects that a request for such a path refers to, in the path and then in its body. */
export function* storedIds(request: RequestView): Generator<string> {
  for (const [, id] of request.path.matchAll(collections)) if (id !== undefined) yield id;
  yield* idsIn(request.json(), 0);
}

function* idsIn(value: unknown, depth: number): Generator<string> {
  if (typeof value !== 'object' || value === null || depth > deepest) return;
  for (const [name, member] of Object.entries(value)) {
    if (members.has(name)) yield* idsOf(member);
    yield* idsIn(member, depth + 1);
  }
}

/** An id as it is written: by itself, in a list, or as the `id` of an object. */
function* idsOf(member: unknown): Generator<string> {
  if (typeof member === 'string') yield member;
  else if (Array.isArray(member)) for (const each of member) yield* idsOf(each);
  else if (typeof member === 'object' && member !== null && 'id' in member) yield* idsOf(member.id);
}

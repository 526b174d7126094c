import { parsedJson } from '@laneway/answer-content';
import type { AnswerIds, DialectRequest } from '@laneway/contracts';
import { idsIn } from '@laneway/dialect-kit';

/** Collections whose objects exist in the one workspace that made them, with the id of an object if the path has one. */
const collections = /\/(?:messages\/batches|files|skills)(?:\/([^/?]+))?/g;
const messages = /\/messages\/?$/;
/** A file's content, or the results of a batch, which are answers of others. */
const content = /\/(?:content|results)$/;
/** Members of a request that refer to stored objects, wherever they stand. */
const references = new Set(['file_id', 'container']);

/** Ids of stored objects in the path of the request, and of files and containers in the body of a message. */
export function storedIds(request: DialectRequest): readonly string[] {
  const { path } = request;
  const inPath = [...path.matchAll(collections)].flatMap(([, id]) => id ?? []);
  const inBody =
    messages.test(path) && mentions(request, 'file_id', '"container"')
      ? idsIn(request.json(), references)
      : [];
  return [...inPath, ...inBody].filter((id) => id !== '');
}

/** How to find batches, files and skills, or the container that the code of a message ran in. */
export function answerIds(request: DialectRequest): AnswerIds | undefined {
  const { path } = request;
  if (messages.test(path))
    return mentions(request, 'code_execution', '"container"') ? containerOfMessage : undefined;
  return path.search(collections) === -1 || content.test(path) ? undefined : objectsOfAnswer;
}

const objectsOfAnswer: AnswerIds = {
  inBody: (json) => [json, ...itemsOf(json)].flatMap((value) => idOf(value)),
  inEvent: () => [],
};

const containerOfMessage: AnswerIds = {
  inBody: (json) => idOf(member(json, 'container')),
  inEvent: ({ type, data }) =>
    type === 'message_delta' ? idOf(member(member(parsedJson(data), 'delta'), 'container')) : [],
};

// Most messages mention none of them: a search through the bytes costs less than parsing them would.
function mentions({ body }: DialectRequest, ...texts: readonly string[]): boolean {
  if (body.kind !== 'bytes') return false;
  const bytes = Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length);
  return texts.some((text) => bytes.includes(text));
}

function idOf(value: unknown): string[] {
  const id = member(value, 'id');
  return typeof id === 'string' && id !== '' ? [id] : [];
}

function itemsOf(json: unknown): readonly unknown[] {
  const list = member(json, 'data');
  return Array.isArray(list) ? list : [];
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

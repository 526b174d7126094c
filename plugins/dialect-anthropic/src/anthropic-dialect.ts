import type { Dialect, DialectRequest, SseEvent } from '@laneway/contracts';
import { answerTokens, promptTokens, replaceMember } from '@laneway/dialect-kit';

import { errorBody } from './error-body.ts';
import { answerIds, storedIds } from './stored-ids.ts';

/** The dialect of Anthropic: Messages, Message Batches, Files and the older text completions. */
export const anthropicDialect: Dialect = {
  servedByHeaders: ['request-id', 'x-request-id', 'cf-ray', 'apim-request-id'],
  modelInHead: () => undefined,
  modelInBody: (request) => {
    const model = memberOf(request, 'model');
    return typeof model === 'string' && model !== '' ? model : undefined;
  },
  rename: (request, model) => {
    const { path, query, body } = request;
    if (body.kind !== 'bytes' || request.json() === undefined) return { path, query, body };
    return { path, query, body: { kind: 'bytes', bytes: replaceMember(body.bytes, 'model', model) } };
  },
  promptTokens: (request) => (usesModel(request) ? promptTokens(request) : undefined),
  maxTokens: (request) =>
    [memberOf(request, 'max_tokens'), memberOf(request, 'max_tokens_to_sample')].find(isTokenCount),
  completionTokens: (request, answer) => (usesModel(request) ? answerTokens(answer) : 0),
  storedIds,
  answerIds,
  mayBeError,
  errorBody,
};

// Everything else is counting, looking up and storing; a batch spends from a quota of its own.
const generation = /\/(?:messages|complete)\/?$/;

function usesModel({ method, path }: DialectRequest): boolean {
  return method === 'POST' && generation.test(path);
}

function memberOf(request: DialectRequest, name: string): unknown {
  const json = request.json();
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name)
    ? (json as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function isTokenCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** Bytes of an event that are searched. */
const searchedBytes = 64;

// `event: error`, or `data: {"type":"error"` where a server leaves the name out.
function mayBeError({ bytes }: SseEvent): boolean {
  const end = Math.min(bytes.length, searchedBytes) - 2;
  for (let index = 0; index < end; index += 1)
    if (bytes[index] === 0x72 && bytes[index + 1] === 0x72 && bytes[index + 2] === 0x6f) return true;
  return false;
}

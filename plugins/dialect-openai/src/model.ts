import type { DialectRequest, RenamedRequest, RequestBody } from '@laneway/contracts';
import { replaceMember } from '@laneway/dialect-kit';

import { formField, multipartBoundary, replaceFormField } from './form-field.ts';

/** The name of a model in a path, decoded, and where it stands. */
interface PathModel {
  readonly name: string;
  /** Index of its first character. */
  readonly start: number;
  /** Index after its last character. */
  readonly end: number;
}

const deployments = '/deployments/';
const modelParameter = /([?&](?:deployment|model)=)[^&]*/g;

/** The model that the path names as a deployment, or else the query as `deployment` or `model`. */
export function modelInHead({ path, query }: DialectRequest): string | undefined {
  return modelInPath(path)?.name ?? modelInQuery(query);
}

/** The model of a JSON object or of a form. */
export function modelInBody(request: DialectRequest): string | undefined {
  const { body, headers } = request;
  if (body.kind !== 'bytes') return undefined;
  const json = request.json();
  if (typeof json === 'object' && json !== null)
    return 'model' in json && typeof json.model === 'string' && json.model !== '' ? json.model : undefined;
  const boundary = multipartBoundary(headers);
  const written = boundary === undefined ? undefined : formField(body.bytes, boundary, 'model');
  return written === '' ? undefined : written;
}

/** The request with `model` in its path, or, where that names none, in its query and body. */
export function rename(request: DialectRequest, model: string): RenamedRequest {
  const { path, query, body } = request;
  const inPath = modelInPath(path);
  if (inPath !== undefined)
    return {
      path: path.slice(0, inPath.start) + encodeURIComponent(model) + path.slice(inPath.end),
      query,
      body,
    };
  return { path, query: renamedQuery(query, model), body: renamedBody(request, model) };
}

function modelInPath(path: string): PathModel | undefined {
  const index = path.indexOf(deployments);
  if (index === -1) return undefined;
  const start = index + deployments.length;
  const slash = path.indexOf('/', start);
  const end = slash === -1 ? path.length : slash;
  return end === start ? undefined : { name: decoded(path.slice(start, end)), start, end };
}

function modelInQuery(query: string): string | undefined {
  if (query === '') return undefined;
  const written = /[?&]deployment=([^&]+)/.exec(query) ?? /[?&]model=([^&]+)/.exec(query);
  return written?.[1] === undefined ? undefined : decoded(written[1].replaceAll('+', ' '));
}

function renamedQuery(query: string, model: string): string {
  return query.replaceAll(modelParameter, (_, before: string) => before + encodeURIComponent(model));
}

function renamedBody(request: DialectRequest, model: string): RequestBody {
  const { body, headers } = request;
  if (body.kind !== 'bytes') return body;
  const boundary = multipartBoundary(headers);
  if (boundary !== undefined)
    return { kind: 'bytes', bytes: replaceFormField(body.bytes, boundary, { name: 'model', value: model }) };
  return request.json() === undefined
    ? body
    : { kind: 'bytes', bytes: replaceMember(body.bytes, 'model', model) };
}

// A stray % stands for itself, so that every path decodes to some name, even if it is unknown.
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

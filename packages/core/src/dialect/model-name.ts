export { renameInJson } from './rename-in-json.ts';
export { modelInMultipart, renameInMultipart } from './multipart.ts';

/** A model's name in a path: decoded, and where it is written. */
export interface PathModel {
  readonly name: string;
  /** Index of its first character. */
  readonly start: number;
  /** Index behind its last character. */
  readonly end: number;
}

const deployments = '/deployments/';
const modelParameter = /([?&](?:deployment|model)=)[^&]*/g;

/** The model that a path names, `/openai/deployments/{name}/...`; `undefined` if it names none. */
export function modelInPath(path: string): PathModel | undefined {
  const index = path.indexOf(deployments);
  if (index === -1) return undefined;
  const start = index + deployments.length;
  const slash = path.indexOf('/', start);
  const end = slash === -1 ? path.length : slash;
  return end === start ? undefined : { name: decoded(path.slice(start, end)), start, end };
}

/** The model that a query (with its `?`) names as `deployment` or `model`; `undefined` if it names none. */
export function modelInQuery(query: string): string | undefined {
  if (query === '') return undefined;
  const written = /[?&]deployment=([^&]+)/.exec(query) ?? /[?&]model=([^&]+)/.exec(query);
  return written?.[1] === undefined ? undefined : decoded(written[1].replaceAll('+', ' '));
}

/** The model that a parsed body names; `undefined` if it names none. */
export function modelInBody(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('model' in json)) return undefined;
  return typeof json.model === 'string' && json.model !== '' ? json.model : undefined;
}

/** The path with `to` as the name of its model. */
export function renameInPath(path: string, to: string): string {
  const model = modelInPath(path);
  return model === undefined
    ? path
    : path.slice(0, model.start) + encodeURIComponent(to) + path.slice(model.end);
}

/** The query (with its `?`) with `to` as the value of every `deployment` and `model`. */
export function renameInQuery(query: string, to: string): string {
  return query.replaceAll(modelParameter, (_, before: string) => before + encodeURIComponent(to));
}

// A stray % stands for itself, so that whatever a client sends is a name, if an unknown one.
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

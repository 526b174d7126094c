import type { AnswerIds, Dialect, DialectRequest, RequestBody } from '@laneway/contracts';

/**
 * A dialect of no vendor. Requests name their model in the path, `/models/{model}/...`, or as `model` of a JSON body, and limit
 * the answer by `max_tokens`. Every POST makes a model work; four bytes or an event are a token. Stored objects have
 * paths `/stored/{id}`, are referred to as `stored_id`, and are the `id` of an answer or of an event called `stored`.
 */
export function aDialect(overrides: Partial<Dialect> = {}): Dialect {
  return {
    servedByHeaders: ['x-served-by'],
    modelInHead: ({ path }) => modelPath.exec(path)?.[2],
    modelInBody: (request) => textOf(memberOf(request.json(), 'model')),
    rename: (request, model) => {
      const path = request.path.replace(modelPath, `$1${encodeURIComponent(model)}`);
      const body = path === request.path ? renamed(request, model) : request.body;
      return { path, query: request.query, body };
    },
    promptTokens: ({ method, body }) => (method === 'POST' ? Math.ceil(lengthOf(body) / 4) : undefined),
    maxTokens: (request) => {
      const tokens = memberOf(request.json(), 'max_tokens');
      return typeof tokens === 'number' && tokens >= 0 && tokens < Infinity ? tokens : undefined;
    },
    completionTokens: ({ method }, { isStream, events, bytes }) =>
      method === 'POST' ? events || Math.ceil(bytes / (isStream ? 100 : 4)) : 0,
    storedIds: (request) =>
      [storedPath.exec(request.path)?.[1], textOf(memberOf(request.json(), 'stored_id'))].filter(
        (id) => id !== undefined,
      ),
    answerIds: ({ path }) => (storedPath.test(path) ? answerIds : undefined),
    errorBody: ({ code, message }) => ({ code, message }),
    ...overrides,
  };
}

const modelPath = /(\/models\/)([^/]+)/;
const storedPath = /^\/stored(?:\/([^/]+))?/;

const answerIds: AnswerIds = {
  inBody: idOf,
  inEvent: ({ type, data }) => (type === 'stored' ? idOf(JSON.parse(data)) : []),
};

function idOf(json: unknown): readonly string[] {
  const id = textOf(memberOf(json, 'id'));
  return id === undefined ? [] : [id];
}

function memberOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? new Map(Object.entries(json)).get(name) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function renamed(request: DialectRequest, model: string): RequestBody {
  const { body } = request;
  const before = memberOf(request.json(), 'model');
  if (body.kind !== 'bytes' || typeof before !== 'string') return body;
  const text = Buffer.from(body.bytes).toString('latin1');
  const to = JSON.stringify(model);
  const changed = text.replaceAll(/("model"\s*:\s*)("[^"]*")/g, (all, key: string, value: string) =>
    value === JSON.stringify(before) ? key + to : all,
  );
  return { kind: 'bytes', bytes: Buffer.from(changed, 'latin1') };
}

function lengthOf(body: RequestBody): number {
  if (body.kind === 'none') return 0;
  return body.kind === 'bytes' ? body.bytes.length : (body.length ?? 0);
}

import type { Dialect, DialectRequest, RequestBody } from '@laneway/contracts';

/**
 * A dialect of no vendor: JSON bodies name `model` and `max_tokens`, every POST makes a model work, four bytes or an event
 * are a token, and nothing is stored.
 */
export function aDialect(overrides: Partial<Dialect> = {}): Dialect {
  return {
    modelInHead: () => undefined,
    modelInBody: (request) => {
      const model = memberOf(request, 'model');
      return typeof model === 'string' && model !== '' ? model : undefined;
    },
    rename: (request, model) => ({
      path: request.path,
      query: request.query,
      body: renamed(request, model),
    }),
    promptTokens: ({ method, body }) => (method === 'POST' ? Math.ceil(lengthOf(body) / 4) : undefined),
    maxTokens: (request) => {
      const tokens = memberOf(request, 'max_tokens');
      return typeof tokens === 'number' && tokens >= 0 && tokens < Infinity ? tokens : undefined;
    },
    completionTokens: ({ method }, { events, bytes }) =>
      method === 'POST' ? events || Math.ceil(bytes / 4) : 0,
    errorBody: ({ code, message }) => ({ code, message }),
    ...overrides,
  };
}

function memberOf(request: DialectRequest, name: string): unknown {
  return new Map(Object.entries(Object(request.json()))).get(name);
}

function renamed(request: DialectRequest, model: string): RequestBody {
  const { body } = request;
  const before = memberOf(request, 'model');
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

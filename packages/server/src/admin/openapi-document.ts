import type { AdminRoute, QueryField } from './admin-route.ts';

type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI description of routes. Source: OpenAPI Specification 3.1.1. */
export function openApiDocument(routes: readonly AdminRoute[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    // Of two routes that match the same requests, the route table takes the first.
    const operations = (paths[route.path] ??= {});
    operations[route.method.toLowerCase()] ??= operation(route);
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Laneway admin API', version: '1' },
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: { Error: error } },
  };
}

function operation({ method, path, role, summary, query = [], body }: AdminRoute): Json {
  return {
    operationId: operationId(method, path),
    summary,
    'x-laneway-role': role,
    parameters: [...pathParameters(path), ...query.map(queryParameter)],
    ...(body !== undefined && {
      requestBody: { required: body.required, content: eachValue(body.content, (schema) => ({ schema })) },
    }),
    responses: { 200: { description: 'Done.' }, default: refusal },
    security: role === 'public' ? [] : [{ token: [] }],
  };
}

// `GET /explain/{id}` is `get-explain-id`.
function operationId(method: string, path: string): string {
  return [method.toLowerCase(), ...(path.match(/\w+/g) ?? [])].join('-');
}

function pathParameters(path: string): Json[] {
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameter({ name, summary }: QueryField): Json {
  return { name, in: 'query', description: summary, schema: { type: 'string' } };
}

function eachValue(record: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

const refusal = {
  description: 'Refused, or gone wrong.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

const error = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { type: ['string', 'null'], description: 'Field that is at fault.' },
        code: { type: 'string' },
        problems: { type: 'array', items: { type: 'object' }, description: 'All that is wrong.' },
      },
    },
  },
};

import assert from 'node:assert/strict';
import test from 'node:test';

import { textAnswer } from '../listener/whole-answer.ts';
import { administering } from '../testing/administering.test.fixture.ts';
import { jsonOf } from '../testing/raw-client.test.fixture.ts';
import type { AdminRoute } from './admin-route.ts';

const thing: AdminRoute = {
  method: 'PUT',
  path: '/things/{kind}/items/{name}',
  role: 'write',
  summary: 'Keeps a thing.',
  query: [{ name: 'quietly', summary: 'Without a word.' }],
  body: { required: true, content: { 'application/json': { type: 'object' } } },
  handle: () => textAnswer('kept'),
};

interface Operation {
  readonly summary: string;
  readonly security: unknown[];
  readonly operationId: string;
}

async function describedBy(context: Parameters<typeof administering>[0], routes: readonly AdminRoute[] = []) {
  const { ask } = await administering(context, { routes });
  const document = jsonOf(await ask('GET /openapi.json')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return { ask, paths: document.paths };
}

test('the document has the summary, the parameters and the role of a route', async (context) => {
  const { paths } = await describedBy(context, [thing]);
  const operation = paths['/things/{kind}/items/{name}']?.['put'];
  assert.deepEqual(
    { ...operation, responses: undefined },
    {
      responses: undefined,
      operationId: 'put-things-kind-items-name',
      summary: 'Keeps a thing.',
      'x-laneway-role': 'write',
      parameters: [
        { name: 'kind', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'name', in: 'path', required: true, schema: { type: 'string' } },
        { name: 'quietly', in: 'query', description: 'Without a word.', schema: { type: 'string' } },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      security: [{ token: [] }],
    },
  );
});

test('every described operation answers, also the one that returns the document', async (context) => {
  const { ask, paths } = await describedBy(context, [thing]);
  assert.ok(paths['/openapi.json'] !== undefined && paths['/state'] !== undefined);
  for (const [path, operations] of Object.entries(paths))
    for (const method of Object.keys(operations)) {
      const answer = await ask(`${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, 'x')}`);
      assert.doesNotMatch(answer.body.toString(), /There is nothing here/, path);
      assert.ok(answer.status !== 405 && answer.status < 500, path);
    }
});

test('only probes are described as public', async (context) => {
  const { paths } = await describedBy(context, [thing]);
  const open = Object.entries(paths).filter(([, operations]) => operations['get']?.security.length === 0);
  assert.deepEqual(open.map(([path]) => path).sort(), [
    '/health',
    '/healthz',
    '/liveness',
    '/livez',
    '/readiness',
    '/readyz',
    '/startup',
    '/startupz',
  ]);
});

test('no two operations share an id', async (context) => {
  const { paths } = await describedBy(context, [thing]);
  const ids = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(ids).size, ids.length);
});

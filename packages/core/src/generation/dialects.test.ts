import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CallerError, Dialect, DialectRequest } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';
import { aDialect, aPlugin, EventRecorder } from '@laneway/testkit';

import { aFacadeConfig, aGatewayConfig, anEndpointConfig, aUse } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

/** An engine with facades `json` and `header`, whose dialects read the model from the body and from a header. */
function twoDialects(overrides: Partial<Dialect> = {}) {
  const record = new EventRecorder();
  const inHeader: Partial<Dialect> = {
    modelInHead: ({ headers }) => headerValue(headers, 'x-model'),
    modelInBody: () => undefined,
    ...overrides,
  };
  const facade = (name: string, dialect: string | undefined) =>
    aFacadeConfig({
      name,
      endpoints: [name],
      dialect: dialect === undefined ? undefined : aUse(dialect),
      match: { paths: [], models: ['m'], hosts: [] },
    });
  return startEngine({
    sinks: [record],
    plugins: { 'in-header': aPlugin('dialect', () => aDialect(inHeader)) },
    config: {
      endpoints: ['json', 'header'].map((name) => anEndpointConfig({ name })),
      facades: [facade('json', undefined), facade('header', 'in-header')],
    },
  }).then((engine) => ({ ...engine, record }));
}

test('each facade finds the model in its own dialect', async () => {
  const { backend, send } = await twoDialects();
  send({ body: '{"model":"m"}' });
  assert.equal(backend.last().endpoint, 'json');
  send({ headers: ['x-model', 'm'] });
  assert.equal(backend.last().endpoint, 'header');
  assert.equal(send({ headers: ['x-other', 'm'], body: '{"model":"n"}' }).refusal?.code, 'no_facade');
});

test('the model of a request is the one that the dialect of its facade reads', async () => {
  const { backend, record, send } = await twoDialects();
  send({ headers: ['x-model', 'm'], body: '{"model":"other"}' });
  backend.last().answer();
  assert.equal(backend.last().endpoint, 'header');
  assert.equal(record.of('exchange-ended')[0]?.model, 'm');
});

test('facades that name the same dialect read a request once', async () => {
  let read = 0;
  const counting = aDialect({
    modelInBody: () => {
      read += 1;
      return 'm';
    },
  });
  const names = ['a', 'b', 'c'];
  const { backend, send } = await startEngine({
    plugins: { counting: aPlugin('dialect', () => counting) },
    config: {
      endpoints: names.map((name) => anEndpointConfig({ name })),
      facades: names.map((name) =>
        aFacadeConfig({
          name,
          endpoints: [name],
          dialect: aUse('counting'),
          match: { paths: [], models: [name === 'c' ? 'm' : 'n'], hosts: [] },
        }),
      ),
    },
  });
  send();
  assert.equal(backend.last().endpoint, 'c');
  assert.equal(read, 1);
});

test('a dialect does not see the prefix that names a facade', async () => {
  const paths = new Set<string>();
  const noting = (request: DialectRequest) => {
    paths.add(request.path);
    return 1;
  };
  const { backend, send } = await startEngine({
    plugins: { noting: aPlugin('dialect', () => aDialect({ promptTokens: noting })) },
    config: { dialect: aUse('noting'), facades: [aFacadeConfig({ name: 'stored' })] },
  });
  send({ path: '/facades/stored/models/x' });
  backend.last().answer();
  assert.deepEqual([...paths], ['/models/x']);
});

test('a dialect that throws is named in a warning, and the request goes on', async () => {
  const broken = () => {
    throw new Error('broken');
  };
  const { backend, record, send } = await twoDialects({ promptTokens: broken, storedIds: broken });
  const client = send({ headers: ['x-model', 'm'] });
  backend.last().answer();
  assert.equal(client.status, 200);
  const [warned] = record.of('warned');
  assert.equal(warned?.name, 'dialect in-header');
  assert.match(warned?.message ?? '', /broken/);
});

test('a request whose model cannot be renamed is refused, so that no other model serves it', async () => {
  const record = new EventRecorder();
  const rename = () => {
    throw new Error('broken');
  };
  const { backend, gateway, send } = await startEngine({
    sinks: [record],
    plugins: { broken: aPlugin('dialect', () => aDialect({ rename })) },
    config: {
      dialect: aUse('broken'),
      facades: [aFacadeConfig({ deployments: { m: { a: 'mine' } } })],
    },
  });
  for (let request = 0; request < 6; request += 1)
    assert.equal(send({ body: '{"model":"m"}' }).refusal?.code, 'internal_error');
  assert.equal(backend.attempts.length, 0);
  assert.equal(gateway.state().running, 0);
  assert.equal(gateway.endpoints()[0]?.breaker, 'closed');
  send({ body: '{"model":"other"}' });
  assert.equal(backend.attempts.length, 1);
});

test('after a reload with other dialects, waiting requests are read again', async () => {
  const { backend, gateway, send } = await startEngine({
    plugins: { free: aPlugin('dialect', () => aDialect({ modelInBody: () => 'renamed' })) },
  });
  send();
  const waiting = send({ body: '{"model":"m"}' });
  const match = { paths: [], models: ['renamed'], hosts: [] };
  await gateway.reconfigure(aGatewayConfig({ dialect: aUse('free'), facades: [aFacadeConfig({ match })] }));
  backend.attempts[0]?.answer();
  backend.last().answer();
  assert.equal(waiting.status, 200);
});

/** An engine with a facade under `/x` in a dialect of its own, and one for everything else. */
function dialectUnder(path: string) {
  const own = { errorBody: ({ code, requestId }: CallerError) => [code, requestId] };
  return startEngine({
    plugins: { own: aPlugin('dialect', () => aDialect(own)) },
    config: {
      facades: [
        aFacadeConfig({
          name: 'own',
          dialect: aUse('own'),
          match: { paths: [path], models: [], hosts: [] },
        }),
        aFacadeConfig({ name: 'other', match: { paths: ['/y'], models: [], hosts: [] } }),
      ],
    },
  });
}

test('a refusal is in the dialect of the facade', async () => {
  const { send } = await dialectUnder('/x');
  const headers = ['x-ttl', 'soon'];
  const own = send({ path: '/x', headers });
  assert.deepEqual(JSON.parse(own.refusalBody ?? ''), ['invalid_header', 'request-1']);
  const other = send({ path: '/y', headers });
  assert.equal(JSON.parse(other.refusalBody ?? '').code, 'invalid_header');
});

test('a refusal before the facade is known is in the dialect of the facade whose path matches', async () => {
  const { gateway, send } = await dialectUnder('/x');
  void gateway.drain();
  assert.deepEqual(JSON.parse(send({ path: '/x' }).refusalBody ?? ''), ['draining', 'request-1']);
  assert.equal(JSON.parse(send({ path: '/y' }).refusalBody ?? '').code, 'draining');
  assert.equal(JSON.parse(send({ path: '/z' }).refusalBody ?? '').code, 'draining');
  assert.deepEqual(JSON.parse(send({ path: '/facades/own/z' }).refusalBody ?? ''), ['draining', 'request-4']);
});

test('an error of a listener is in the dialect of the facade whose path matches, otherwise in the default dialect', async () => {
  const { gateway } = await dialectUnder('/x');
  const error = {
    status: 413,
    code: 'body_too_large',
    type: 'invalid_request_error',
    message: 'No.',
    param: undefined,
    requestId: 'r',
  };
  assert.equal(gateway.errorBody(error, { path: '/x', headers: [] }), '["body_too_large","r"]');
  const plain = '{"code":"body_too_large","message":"No."}';
  assert.equal(gateway.errorBody(error, { path: '/z', headers: [] }), plain);
  assert.equal(gateway.errorBody(error, undefined), plain);
});

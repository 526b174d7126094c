import assert from 'node:assert/strict';
import test from 'node:test';

import { LanewayError } from '@laneway/contracts';

import { jsonAnswer, textAnswer } from '../listener/whole-answer.ts';
import { administering, codeOf } from '../testing/administering.test.fixture.ts';
import { jsonOf, RawClient, valueOf } from '../testing/raw-client.test.fixture.ts';
import type { AdminRoute } from './admin-route.ts';

test('shows the state, the lanes and the endpoints', async (context) => {
  const { gateway, ask } = await administering(context);
  const state = await ask('GET /state');
  assert.equal(valueOf(state, 'content-type'), 'application/json');
  assert.deepEqual(jsonOf(state), gateway.state());
  assert.deepEqual(jsonOf(await ask('GET /lanes')), []);
  assert.deepEqual(jsonOf(await ask('GET /endpoints')), []);
});

test('explains a recent exchange, and answers 404 for an unknown one', async (context) => {
  const { gateway, ask } = await administering(context);
  gateway.explained.set('a/b', { lane: 'gold' });
  assert.deepEqual(jsonOf(await ask('GET /explain/a%2Fb')), { lane: 'gold' });
  const unknown = await ask('GET /explain/other');
  assert.equal(unknown.status, 404);
  assert.equal(codeOf(unknown), 'not_found');
});

test('serves the metrics that it is given, and 404 otherwise', async (context) => {
  const metrics = async () => 'laneway_up 1\n';
  const some = await (await administering(context, { metrics })).ask('GET /metrics');
  assert.equal(some.body.toString(), 'laneway_up 1\n');
  assert.equal(valueOf(some, 'content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const none = await (await administering(context)).ask('GET /metrics');
  assert.equal(none.status, 404);
});

test('serves the interval report to clients that accept JSON', async (context) => {
  const parts = { metrics: () => 'laneway_up 1\n', metricsReport: () => ({ windows: [] }) };
  const { ask } = await administering(context, parts);
  const json = await ask('GET /metrics', ['host: localhost', 'accept: application/json']);
  assert.deepEqual(JSON.parse(json.body.toString()), { windows: [] });
  const text = await ask('GET /metrics', ['host: localhost', 'accept: text/plain, */*;q=0.1']);
  assert.equal(text.body.toString(), 'laneway_up 1\n');
});

test('answers probes without a token', async (context) => {
  const { gateway, ask } = await administering(context, { token: 'secret' });
  assert.equal((await ask('GET /readyz')).status, 200);
  gateway.currentHealth = { ready: false, reasons: ['No endpoint.'] };
  const unready = await ask('GET /healthz');
  assert.equal(unready.status, 503);
  assert.deepEqual(jsonOf(unready), { status: 'unavailable', reasons: ['No endpoint.'] });
  assert.equal((await ask('GET /livez')).status, 200);
  assert.equal((await ask('POST /livez')).status, 401);
});

test('answers HEAD wherever it answers GET', async (context) => {
  const { ask } = await administering(context);
  const answer = await ask('HEAD /state');
  assert.equal(answer.status, 200);
  assert.ok(Number(valueOf(answer, 'content-length')) > 0);
});

test('answers 405 with the allowed methods for a known path, and 404 for an unknown one', async (context) => {
  const { ask } = await administering(context);
  const wrong = await ask('POST /state');
  assert.equal(wrong.status, 405);
  assert.equal(valueOf(wrong, 'allow'), 'GET, HEAD');
  assert.equal(codeOf(wrong), 'method_not_allowed');
  for (const path of ['/', '/nothing', '/state/', '/explain', '/explain/', '/explain/%zz', '/explain/a/b']) {
    const missing = await ask(`GET ${path}`);
    assert.equal(missing.status, 404, path);
    assert.equal(codeOf(missing), 'not_found');
  }
});

test('asks for the token, if it has one, before it reveals which routes exist', async (context) => {
  const { port, ask } = await administering(context, { token: 's3cret' });
  const host = `host: localhost:${port}`;
  const wrong = ['', 'Bearer', 'Bearer wrong', 'Bearer s3cre', 'Bearer s3cret2', 'Basic s3cret', 's3cret'];
  for (const authorization of wrong) {
    for (const path of ['/state', '/nothing']) {
      const answer = await ask(`GET ${path}`, [host, `authorization: ${authorization}`]);
      assert.equal(answer.status, 401);
      assert.equal(codeOf(answer), 'unauthenticated');
      assert.equal(valueOf(answer, 'www-authenticate'), 'Bearer realm="laneway"');
      assert.doesNotMatch(answer.body.toString(), /s3cret/);
    }
  }
  for (const scheme of ['Bearer', 'bearer']) {
    const answer = await ask('GET /state', [host, `authorization: ${scheme} s3cret`]);
    assert.equal(answer.status, 200);
  }
});

test('listens for other machines only with a token', async (context) => {
  for (const token of [undefined, '']) {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'gateway.test', '127.evil.test']) {
      const refused = administering(context, { token, listen: { host, port: 0 } });
      await assert.rejects(refused, { code: 'config_invalid', message: /^The key admin\.token is missing/ });
    }
  }
  const { ask } = await administering(context, { token: 'secret', listen: { host: '0.0.0.0', port: 0 } });
  const lines = ['host: gateway.internal', 'authorization: Bearer secret'];
  assert.equal((await ask('GET /state', lines)).status, 200);
});

test('accepts the names of this machine and refuses others', async (context) => {
  const { port, ask } = await administering(context);
  for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, '127.0.0.1', '127.9.9.9:1', '[::1]:9787']) {
    assert.equal((await ask('GET /state', [`host: ${host}`])).status, 200, host);
  }
  for (const host of [`evil.test:${port}`, 'localhost.evil.test', '192.0.2.1', '127.0.0.1.evil.test']) {
    const answer = await ask('GET /state', [`host: ${host}`]);
    assert.equal(answer.status, 403, host);
    assert.equal(codeOf(answer), 'forbidden');
  }
});

test('refuses pages of another origin', async (context) => {
  const { port, ask } = await administering(context);
  const host = `host: 127.0.0.1:${port}`;
  const own = await ask('GET /state', [host, `origin: http://127.0.0.1:${port}`]);
  assert.equal(own.status, 200);
  for (const origin of [
    'https://evil.test',
    'null',
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`,
    'x',
  ]) {
    const answer = await ask('POST /state', [host, `origin: ${origin}`]);
    assert.equal(answer.status, 403, origin);
  }
});

const echo: AdminRoute = {
  method: 'PUT',
  path: '/things/{kind}/items/{name}',
  role: 'write',
  summary: 'Says what it was sent.',
  handle: (call) =>
    jsonAnswer([call.param('kind'), call.param('name'), call.query.get('q'), call.json()], 201),
};

test('serves routes that it is given, with path parameters, query and body', async (context) => {
  const { ask } = await administering(context, { routes: [echo] });
  const answer = await ask('PUT /things/a%20b/items/c?q=1', undefined, '{"x":[1]}');
  assert.equal(answer.status, 201);
  assert.deepEqual(jsonOf(answer), ['a b', 'c', '1', { x: [1] }]);
});

test('prefers a given route to its own', async (context) => {
  const route: AdminRoute = {
    method: 'GET',
    path: '/metrics',
    role: 'public',
    summary: 'Another report.',
    handle: () => textAnswer('mine'),
  };
  const { ask } = await administering(context, { routes: [route] });
  assert.equal((await ask('GET /metrics')).body.toString(), 'mine');
});

test('refuses a body that is not JSON where JSON is expected', async (context) => {
  const { ask } = await administering(context, { routes: [echo] });
  for (const body of ['', '{', 'x', '['.repeat(500_000)]) {
    const answer = await ask('PUT /things/a/items/b', undefined, body);
    assert.equal(answer.status, 400);
    assert.equal(codeOf(answer), 'bad_request');
  }
});

test('refuses a body of more than 1 MiB', async (context) => {
  const { ask } = await administering(context, { routes: [echo] });
  const answer = await ask('PUT /things/a/items/b', undefined, `"${'x'.repeat(1024 * 1024)}"`);
  assert.equal(answer.status, 413);
});

test("answers a route's coded error as such, and hides any other in the log", async (context) => {
  const errors = [
    new LanewayError('config_invalid', 'No such lane.', { param: 'lanes' }),
    new Error('secret detail'),
  ];
  const route: AdminRoute = {
    method: 'POST',
    path: '/fail',
    role: 'write',
    summary: 'Fails.',
    handle: () => Promise.reject(errors.shift() ?? new Error('once more')),
  };
  const { log, ask } = await administering(context, { routes: [route] });
  const coded = await ask('POST /fail');
  assert.equal(coded.status, 400);
  assert.equal(codeOf(coded), 'config_invalid');
  assert.equal(log.lines.length, 0);
  const other = await ask('POST /fail');
  assert.equal(other.status, 500);
  assert.doesNotMatch(other.body.toString(), /secret/);
  assert.equal(log.messages('error').length, 1);
});

test('forgets a client that leaves before its answer', async (context) => {
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
  const { promise: answer, resolve: answerNow } = Promise.withResolvers<void>();
  const route: AdminRoute = {
    method: 'GET',
    path: '/slow',
    role: 'public',
    summary: 'Takes its time.',
    handle: async () => {
      onAsked();
      await answer;
      return textAnswer('too late');
    },
  };
  const { log, port, ask } = await administering(context, { routes: [route] });
  const client = await RawClient.open(port, 'GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await asked;
  client.leave();
  await client.closed;
  answerNow();
  assert.equal((await ask('GET /livez')).status, 200);
  assert.equal(log.lines.length, 0);
});

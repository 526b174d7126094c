import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aModelServer } from '../a-model-server.ts';
import { postJson } from '../post-json.ts';

const body = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] };

test('a missing or wrong key gets a 401 in Azure’s shape, the right one is accepted in every header that SDKs use', async (t) => {
  const server = await aModelServer(t, { requireKey: 'secret' });
  const url = `${server.url}/openai/v1/chat/completions`;
  const refused = await postJson(url, body, { headers: { 'api-key': 'guess' } });
  assert.equal(refused.status, 401);
  assert.equal(((await refused.json()) as { error: { code: string } }).error.code, '401');
  for (const headers of [
    { 'api-key': 'secret' },
    { authorization: 'Bearer secret' },
    { 'x-api-key': 'secret' },
  ]) {
    assert.equal((await postJson(url, body, { headers })).status, 200);
  }
});

test('a bearer token is not accepted as a key', async (t) => {
  const server = await aModelServer(t, { requireBearer: 'token' });
  const url = `${server.url}/openai/v1/chat/completions`;
  assert.equal((await postJson(url, body, { headers: { 'api-key': 'token' } })).status, 401);
  assert.equal((await postJson(url, body, { headers: { authorization: 'Bearer token' } })).status, 200);
});

test('probes need no credential', async (t) => {
  const server = await aModelServer(t, { requireKey: 'secret' });
  for (const path of ['/status-0123456789abcdef', '/health', '/echo/resource']) {
    assert.equal((await fetch(server.url + path)).status, 200);
  }
});

test('an unknown deployment is DeploymentNotFound, in the path and in the body', async (t) => {
  const server = await aModelServer(t, { deployments: ['gpt-4o'] });
  const inPath = await postJson(
    `${server.url}/openai/deployments/gpt-5/chat/completions?api-version=x`,
    body,
  );
  const inBody = await postJson(`${server.url}/openai/v1/chat/completions`, { ...body, model: 'gpt-5' });
  for (const response of [inPath, inBody]) {
    assert.equal(response.status, 404);
    assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'DeploymentNotFound');
  }
});

test('with strictApiVersion a classic path needs api-version, a v1 path does not', async (t) => {
  const server = await aModelServer(t, { strictApiVersion: true });
  const classic = await postJson(`${server.url}/openai/deployments/gpt-4o/chat/completions`, body);
  assert.equal(classic.status, 404);
  assert.deepEqual(await classic.json(), { error: { code: '404', message: 'Resource not found' } });
  assert.equal((await postJson(`${server.url}/openai/v1/chat/completions`, body)).status, 200);
});

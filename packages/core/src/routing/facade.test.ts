import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FacadeConfig } from '../config.ts';
import { aFacadeConfig, anEndpointConfig, startEngine } from '../testing/index.ts';

type Match = Partial<FacadeConfig['match']>;

/** The endpoint that a request goes to. Each facade has one endpoint, of the same name. */
async function served(facades: Readonly<Record<string, Match>>, path: string, body = '', host = '') {
  const names = Object.keys(facades);
  const { backend, send } = await startEngine({
    config: {
      endpoints: names.map((name) => anEndpointConfig({ name })),
      facades: names.map((name) =>
        aFacadeConfig({
          name,
          endpoints: [name],
          match: { paths: [], models: [], hosts: [], ...facades[name] },
        }),
      ),
    },
  });
  const client = send({ path, body, headers: ['host', host] });
  return client.refusal?.code ?? `${backend.last().endpoint} ${backend.last().request.target}`;
}

const facades = {
  chat: { paths: ['/openai/*/chat/completions'], models: ['gpt-4o'] },
  intern: { hosts: ['intern.test'] },
  files: { paths: ['/v1/files*'] },
};

test('a facade serves requests that fulfil all of its conditions', async () => {
  const path = '/openai/v1/chat/completions';
  assert.equal(await served(facades, path, '{"model":"gpt-4o"}'), `chat ${path}`);
  assert.equal(await served(facades, path, '{"model":"o3"}'), 'no_facade');
  assert.equal(await served(facades, '/v1/files/f-1'), 'files /v1/files/f-1');
});

test('the host selects a facade, whatever its case and port', async () => {
  assert.equal(await served(facades, '/any', '', 'Intern.Test:8787'), 'intern /any');
});

test('/facades/<name> in the path selects a facade, and the backend does not get that prefix', async () => {
  assert.equal(await served(facades, '/facades/files/v1/anything'), 'files /v1/anything');
  assert.equal(await served(facades, '/facades/files'), 'files /');
  assert.equal(await served(facades, '/facades/nobody/v1'), 'no_facade');
});

test('of several facades that match, the first in the config serves', async () => {
  assert.equal(await served({ one: {}, two: {} }, '/x'), 'one /x');
});

test('facades share the slots of an endpoint that both use', async () => {
  const { backend, send } = await startEngine({
    config: {
      endpoints: [anEndpointConfig({ slots: 2 })],
      facades: ['one', 'two'].map((name) =>
        aFacadeConfig({ name, match: { paths: [`/${name}`], models: [], hosts: [] } }),
      ),
    },
  });
  for (const path of ['/one', '/two', '/one', '/two']) send({ path });
  assert.equal(backend.attempts.length, 2);
});

test('without any endpoint, requests get no_endpoint', async () => {
  assert.equal(await served({}, '/any'), 'no_endpoint');
});

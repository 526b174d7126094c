import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfig } from '../parse-config.ts';
import { Additions } from './additions.ts';
import { facadeSettings, namedSettings, settingsOf } from './facade-settings.ts';

const yaml = `
endpoints: { east: { url: "https://east.example" } }
facades:
  chat:
    endpoints: [ east ]
    stripPrefix: /team
    dialect: anthropic
    match: { models: [ "\${MODEL}" ] }
    balancer: { use: latency, options: { key: x } }
    failover: { timeout: 90s, budget: 12.5%, breaker: { open: 250ms } }
`;

function facadesOf(text: string, additions?: Additions) {
  const result = parseConfig(text, { path: 'laneway.yaml', env: { MODEL: 'gpt-secret' }, additions });
  assert(result.ok);
  return { config: result.config, facades: result.config.gateway.facades };
}

test('facadeSettings shows a facade of the config as a resource, with secrets masked', () => {
  const { config, facades } = facadesOf(yaml);
  const [chat] = facades;
  assert(chat !== undefined);
  assert.deepEqual(JSON.parse(JSON.stringify(facadeSettings(config, chat))), {
    endpoints: ['east'],
    loadBalancingPolicy: 'latency',
    match: { paths: [], models: ['***'], hosts: [] },
    stripPrefix: '/team',
    dialect: 'anthropic',
    failover: {
      attempts: 3,
      retries: 0,
      on: [408, 424, 429, 498, 500, 502, 503, 504, '520-599'],
      timeout: '90s',
      budget: '12.5%',
      breaker: { consecutive: 5, rate: '50%', samples: 20, window: '1m', open: '250ms' },
    },
    deployments: {},
  });
});

test('a shown facade, when added, gives the same facade', () => {
  const { config, facades } = facadesOf(
    yaml.replace('${MODEL}', 'gpt-4o').replace(', options: { key: x }', ''),
  );
  const [chat] = facades;
  assert(chat !== undefined);
  const settings = facadeSettings(config, chat);
  const additions = Additions.of([{ name: 'chat', settings }], { file: 'state.json' });
  const again = facadesOf('endpoints: { east: { url: "https://east.example" } }\nfacades: {}', additions);
  assert.deepEqual(again.facades, [chat]);
});

test('inline endpoints are shown with their names', () => {
  const endpoints = ['east', { url: 'https://a.example' }, { name: 'spare', url: 'https://b.example' }];
  assert.deepEqual(namedSettings({ name: 'chat', settings: { endpoints } })['endpoints'], [
    'east',
    { name: 'chat.2', url: 'https://a.example' },
    { name: 'spare', url: 'https://b.example' },
  ]);
});

test('settingsOf drops fields of the server and null values', () => {
  const body = {
    type: 'endpointFacades',
    object_id: '/x',
    deleted: false,
    created_on: 'x',
    source: 'api',
    description: null,
    endpoints: ['east', { url: 'https://a.example', labels: null }],
  };
  assert.deepEqual(settingsOf(body), { endpoints: ['east', { url: 'https://a.example' }] });
});

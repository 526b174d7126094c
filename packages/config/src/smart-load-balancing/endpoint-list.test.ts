import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfig } from '../parse-config.ts';
import { formatProblems } from '../findings/problem.ts';

const uri = (host: string, deployment: string, version = '2024-02-01') =>
  `https://${host}.openai.azure.com/openai/deployments/${deployment}/chat/completions?api-version=${version}`;

function read(list: unknown, env: Record<string, string> = {}) {
  return parseConfig(JSON.stringify(list), { path: 'endpoints.json', env });
}

function configOf(list: unknown, env?: Record<string, string>) {
  const result = read(list, env);
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  return result.config;
}

test('an endpoint list becomes a config in which the first endpoint is preferred', () => {
  const { gateway, listen } = configOf(
    {
      endpoints: [
        { uri: uri('a', 'gpt-4'), apikey: 'k-a' },
        { uri: uri('b', 'gpt-4-b'), apikey: '${KEY_B}' },
      ],
    },
    { KEY_B: 'k-b' },
  );
  assert.deepEqual(
    gateway.endpoints.map(({ name, url, group, credential }) => [
      name,
      url,
      group,
      JSON.stringify(credential?.options),
    ]),
    [
      ['endpoint-1', 'https://a.openai.azure.com', 1, '{"key":"k-a","family":"azure"}'],
      ['endpoint-2', 'https://b.openai.azure.com', 2, '{"key":"k-b","family":"azure"}'],
    ],
  );
  assert.equal(listen.lbPath, '/lb');
  assert.equal(listen.lbTarget, '/openai/deployments/gpt-4/chat/completions?api-version=2024-02-01');
  const [facade] = gateway.facades;
  assert.equal(facade?.failover.attempts, 2);
  assert.equal(facade?.deployments['gpt-4']?.['endpoint-2'], 'gpt-4-b');
});

test('other keys beside the list are those of a config', () => {
  const { listen } = configOf({
    endpoints: [{ uri: uri('a', 'm'), apikey: 'k' }],
    listen: { port: 8000, lbPath: '/api/v1/dev/apirouter/lb' },
  });
  assert.deepEqual([listen.port, listen.lbPath], [8000, '/api/v1/dev/apirouter/lb']);
});

test('mistakes are reported with the names and lines of the list', () => {
  const text = `{ "endpoints": [
  { "uri": "nowhere", "apikey": "k" },
  { "apikey": "k" },
  { "uri": "${uri('c', 'm')}", "apiKey": "k" }
] }`;
  const result = parseConfig(text, { path: 'endpoints.json', env: {} });
  assert(!result.ok);
  assert.deepEqual(formatProblems(result.problems).split('\n'), [
    'endpoints.json:2:12  endpoints.0.uri  This is not an absolute URL, e.g. https://east.openai.azure.com; got "nowhere".',
    'endpoints.json:3:3  endpoints.1.uri  This key is required.',
    `endpoints.json:4:${(text.split('\n')[3] ?? '').indexOf('"apiKey"') + 1}  endpoints.2.apiKey  Unknown key; did you mean "apikey"?`,
  ]);
});

test('an endpoint with another path or version than the first gives a warning', () => {
  const result = read({
    endpoints: [
      { uri: uri('a', 'm'), apikey: 'k' },
      { uri: uri('b', 'm', '2099-01-01'), apikey: 'k' },
    ],
  });
  assert.match(
    formatProblems(result.report.warnings),
    /endpoints\.1\.uri {2}Only the origin and the deployment are used/,
  );
});

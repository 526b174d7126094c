import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ConfigResult } from '../report/config-result.ts';
import type { LanewayConfig } from '../resolving/laneway-config.ts';
import { parseConfig } from '../parse-config.ts';
import { parseEnvironment } from '../parse-environment.ts';
import { formatProblems } from '../findings/problem.ts';
import { Additions } from './additions.ts';
import type { AddedFacade } from './facade-parts.ts';

const east = 'endpoints: { east: { url: "https://east.example" } }';

type Settings = AddedFacade['settings'];

function read(yaml: string, facades: Readonly<Record<string, Settings>>, subject?: string): ConfigResult {
  const added = Object.entries(facades).map(([name, settings]) => ({ name, settings }));
  const additions = Additions.of(added, { file: 'state.json', subject });
  return parseConfig(yaml, {
    path: '/etc/laneway/laneway.yaml',
    env: { EAST_KEY: 'k', PORT: '9' },
    additions,
  });
}

function configOf(...args: Parameters<typeof read>): LanewayConfig {
  const result = read(...args);
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  return result.config;
}

function problemsOf(...args: Parameters<typeof read>) {
  const result = read(...args);
  assert(!result.ok, 'it was accepted');
  return result.problems;
}

/** Problems of a body, as `field: message`. */
function faultsOf(settings: Settings, yaml = east): string[] {
  return problemsOf(yaml, { chat: settings }, 'chat').map(({ path, message }) => `${path}: ${message}`);
}

test('an added facade is one of the config, with the same defaults', () => {
  const [chat] = configOf(`facades: { chat: { endpoints: [ east ] } }\n${east}`, {}).gateway.facades;
  const added = { endpoints: ['east'], loadBalancingPolicy: 'round-robin', match: {} };
  const { facades } = configOf(`facades: {}\n${east}`, { chat: added }).gateway;
  assert.deepEqual(facades, [chat]);
});

test('the policy of a facade is its balancer, and latency-based means latency', () => {
  const policyOf = (policy: string) =>
    configOf(east, { chat: { endpoints: ['east'], loadBalancingPolicy: policy } }).gateway.facades[0]
      ?.balancer.use;
  assert.deepEqual(['weighted', 'latency', 'latency-based'].map(policyOf), [
    'weighted',
    'latency',
    'latency',
  ]);
});

test('an endpoint that is written inside a facade is named after it, or as it says', () => {
  const inline = [
    { url: 'https://a.example', slots: 7 },
    'east',
    { name: 'spare', url: 'https://b.example' },
  ];
  const { endpoints, facades } = configOf(east, { chat: { endpoints: inline } }).gateway;
  assert.deepEqual(
    endpoints.map(({ name, slots }) => [name, slots]),
    [
      ['east', 100],
      ['chat.1', 7],
      ['spare', 100],
    ],
  );
  assert.deepEqual(facades[0]?.endpoints, ['chat.1', 'east', 'spare']);
});

test('a facade that says no match gets what is addressed to it and nothing else', () => {
  const { facades } = configOf(east, { chat: { endpoints: ['east'] } }).gateway;
  assert.deepEqual(facades[0]?.match, { paths: ['/facades/chat/*'], models: [], hosts: [] });
});

test('the facades of the config come before those that were added, the one it has if it names none comes last', () => {
  const added = { chat: { endpoints: ['east'] } };
  const namesOf = (yaml: string) => configOf(yaml, added).gateway.facades.map(({ name }) => name);
  assert.deepEqual(namesOf(`facades: { own: { endpoints: [ east ] } }\n${east}`), ['own', 'chat']);
  assert.deepEqual(namesOf(east), ['chat', 'default']);
  assert.deepEqual(namesOf(`facades: {}\n${east}`), ['chat']);
});

test('the facade that serves if the config names none has its endpoints and no others', () => {
  const { facades } = configOf(east, { chat: { endpoints: [{ url: 'https://a.example' }] } }).gateway;
  assert.deepEqual(facades.at(-1)?.endpoints, ['east']);
  const alone = configOf('{}', { chat: { endpoints: [{ url: 'https://a.example' }] } }).gateway;
  assert.deepEqual(alone.facades.length, 1);
});

test('the config wins where both name a facade, and a warning says so', () => {
  const added = { own: { endpoints: [{ url: 'https://a.example' }] } };
  const result = read(`facades: { own: { endpoints: [ east ] } }\n${east}`, added);
  assert(result.ok);
  assert.deepEqual(result.config.gateway.facades[0]?.endpoints, ['east']);
  assert.equal(result.config.gateway.endpoints.length, 1);
  assert.match(formatProblems(result.report.warnings), /^.*laneway\.yaml:1:\d+ {2}facades\.own {2}hides/);
});

test('problems of the facade that is being written name the fields of its body', () => {
  const settings = {
    endpoints: ['est', { url: 'htp:/x', slots: 0, wieght: 2 }, 7],
    loadBalancingPolicy: ['latency'],
    failover: { attempts: 0, breaker: { window: '60' } },
    macth: {},
  };
  assert.deepEqual(
    faultsOf(settings).sort(),
    [
      'endpoints[1].slots: at least 1',
      'endpoints[1].url: neither http nor https',
      'endpoints[1].wieght: unknown key',
      'endpoints[2]: expected text, so put it in quotes',
      'failover.attempts: at least 1',
      'failover.breaker.window: a duration needs a unit',
      'loadBalancingPolicy: expected text',
      'macth: unknown key',
    ]
      .map((fault) => fault.replaceAll(/\[(\d)\]/g, '.$1'))
      .concat('endpoints.0: no such endpoint')
      .sort(),
  );
  const [unknown] = problemsOf(east, { chat: { endpoints: ['east'], macth: {} } }, 'chat');
  assert.deepEqual([unknown?.file, unknown?.suggestion], ['body', 'match']);
});

test('problems of other facades name the file that keeps them', () => {
  const [problem] = problemsOf(
    east,
    { chat: { endpoints: ['gone'] }, other: { endpoints: ['east'] } },
    'other',
  );
  assert.deepEqual([problem?.file, problem?.path], ['state.json', 'facades.chat.endpoints.0']);
});

test('problems of the config keep their line and column', () => {
  const [problem] = problemsOf(`${east}\ndrian: 5s`, { chat: { endpoints: ['east'] } });
  assert.deepEqual([problem?.file, problem?.line, problem?.column], ['/etc/laneway/laneway.yaml', 2, 1]);
});

test('two endpoints of one name are refused, whoever named them', () => {
  const spare = { endpoints: [{ name: 'spare', url: 'https://a.example' }] };
  const message = 'another endpoint has this name';
  assert.deepEqual(faultsOf({ endpoints: [{ name: 'east', url: 'https://a.example' }] }), [
    `endpoints.0.name: ${message}`,
  ]);
  assert.equal(problemsOf(east, { chat: spare, other: spare })[0]?.message, message);
  const odd = { endpoints: [{ name: 'a b', url: 'https://a.example' }] };
  assert.match(faultsOf(odd)[0] ?? '', /^endpoints\.0\.name: a name has letters/);
});

test('an endpoint that one facade brings can be used by another', () => {
  const spare = { endpoints: [{ name: 'spare', url: 'https://a.example' }] };
  const { facades } = configOf('{}', { chat: spare, other: { endpoints: ['spare'] } }).gateway;
  assert.deepEqual(facades[1]?.endpoints, ['spare']);
});

test('descriptions are kept and mean nothing', () => {
  const described = {
    display_name: 'Chat',
    description: '${x}',
    cost_center: '7',
    properties: { owner: 'me' },
  };
  configOf(east, { chat: { endpoints: ['east'], ...described } });
  assert.deepEqual(faultsOf({ endpoints: ['east'], description: 7, properties: 'x' }), [
    'description: expected text',
    'properties: expected a map of keys',
  ]);
});

test('secrets of plugins are filled in from the environment, also for endpoints that have no name of their own', () => {
  const credential = { use: 'api-key', options: { key: '${EAST_KEY}', port: '${PORT}' } };
  const settings = { endpoints: [{ url: 'https://a.example', credential }] };
  const { endpoints } = configOf('{}', { chat: settings }).gateway;
  assert.deepEqual({ ...(endpoints[0]?.credential?.options as object) }, { key: 'k', port: '9' });
});

test('a secret is refused: only a reference to one is kept', () => {
  const refused = [
    'sk-1',
    '***',
    '${EAST_KEY:-sk-1}',
    'sk-${EAST_KEY}',
    '${file:/run/key}',
    '',
    '$${EAST_KEY}',
  ];
  for (const key of refused) {
    const credential = { use: 'api-key', options: { key } };
    const faults = faultsOf({ endpoints: [{ url: 'https://a.example', credential }] });
    assert.match(faults[0] ?? '', /^endpoints\.0\.credential\.options\.key: a secret is not kept here/, key);
    assert.equal(faults.length, 1);
  }
  const headers = { connector: { use: 'direct', options: { headers: { authorization: 'Bearer x' } } } };
  assert.match(
    faultsOf({ endpoints: [{ url: 'https://a.example', ...headers }] })[0] ?? '',
    /a secret is not kept/,
  );
  assert.match(
    faultsOf({ endpoints: ['east'], properties: { apiKey: 'x' } })[0] ?? '',
    /^properties\.apiKey: a secret/,
  );
});

test('references are refused where their values would be shown', () => {
  const inline = { url: 'https://${EAST_KEY}.example', labels: { a: '${EAST_KEY}' }, name: 'options' };
  assert.deepEqual(
    faultsOf({ endpoints: [inline], match: { models: ['${EAST_KEY}'] } }).map((fault) => fault.split(':')[0]),
    ['match.models.0', 'endpoints.0.url', 'endpoints.0.labels.a'],
  );
});

test('an addition can not have files read', () => {
  const connector = { use: 'direct', options: { proxy: 'x${file:/etc/passwd}' } };
  const faults = faultsOf({ endpoints: [{ url: 'https://a.example', connector }] });
  assert.match(faults.join(), /connector\.options\.proxy: no files here/);
});

test('names that mean something to JavaScript mean nothing here', () => {
  const settings: Settings = JSON.parse('{"endpoints":["east"],"__proto__":{"x":1},"constructor":1}');
  assert.deepEqual(faultsOf(settings), ['__proto__: unknown key', 'constructor: unknown key']);
  const inline: Settings = JSON.parse('{"endpoints":[{"url":"https://a.example","__proto__":{"slots":1}}]}');
  assert.deepEqual(faultsOf(inline), ['endpoints.0.__proto__: unknown key']);
});

test('facades can be added to the hosts of an environment', () => {
  const additions = Additions.of([{ name: 'chat', settings: { endpoints: ['host1'] } }], {
    file: 'state.json',
  });
  const result = parseEnvironment(
    { Host1: 'host=https://a.example;mode=direct' },
    { baseDir: '/etc', additions },
  );
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  assert(result.config.gateway.facades.some(({ name }) => name === 'chat'));
});

test('a config whose endpoints are no map is told so, and nothing is added to it', () => {
  const problems = problemsOf('endpoints: [ east ]', { chat: { endpoints: ['east'] } });
  assert.deepEqual(
    problems.map(({ path, message }) => `${path}: ${message}`),
    ['endpoints: expected a map of keys'],
  );
});

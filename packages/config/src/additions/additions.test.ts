import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ConfigResult } from '../report/config-result.ts';
import type { LanewayConfig } from '../resolving/laneway-config.ts';
import { parseConfig } from '../parse-config.ts';
import { parseEnvironment } from '../parse-environment.ts';
import { formatProblems } from '../findings/problem.ts';
import type { AdditionRules } from './addition-rules.ts';
import { Additions } from './additions.ts';
import type { AddedFacade } from './added-facade.ts';

const east = 'endpoints: { east: { url: "https://east.example" } }';

type Settings = AddedFacade['settings'];

/** Lists `EAST_KEY`, `PORT` and `/run/key` for `https://a.example`, and `entra` for its default audience. */
const rules: AdditionRules = {
  allowsReference: (reference, origin) =>
    origin === 'https://a.example' &&
    ['EAST_KEY', 'PORT', '/run/key'].includes(reference.kind === 'file' ? reference.path : reference.name),
  allowsCredential: (use, audience, origin) =>
    origin === 'https://a.example' && use === 'entra' && audience === undefined,
  allowsHost: (host) => host !== '169.254.169.254',
  publicOnly: true,
};

function read(yaml: string, facades: Readonly<Record<string, Settings>>, subject?: string): ConfigResult {
  const added = Object.entries(facades).map(([name, settings]) => ({ name, settings }));
  const additions = Additions.of(added, { file: 'state.json', subject, rules });
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

test('an added facade has the same defaults as one of the config', () => {
  const [chat] = configOf(`facades: { chat: { endpoints: [ east ] } }\n${east}`, {}).gateway.facades;
  const added = { endpoints: ['east'], loadBalancingPolicy: 'round-robin', match: {} };
  const { facades } = configOf(`facades: {}\n${east}`, { chat: added }).gateway;
  assert.deepEqual(facades, [chat]);
});

test('loadBalancingPolicy names the balancer, and latency-based means latency', () => {
  const policyOf = (policy: string) =>
    configOf(east, { chat: { endpoints: ['east'], loadBalancingPolicy: policy } }).gateway.facades[0]
      ?.balancer.use;
  assert.deepEqual(['weighted', 'latency', 'latency-based'].map(policyOf), [
    'weighted',
    'latency',
    'latency',
  ]);
});

test('an inline endpoint has its own name, or one made from that of the facade', () => {
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

test('an added facade without match gets only requests that are addressed to it', () => {
  const { facades } = configOf(east, { chat: { endpoints: ['east'] } }).gateway;
  assert.deepEqual(facades[0]?.match, { paths: ['/facades/chat/*'], models: [], hosts: [] });
});

test('facades of the config come before added ones, and its implied facade comes last', () => {
  const added = { chat: { endpoints: ['east'] } };
  const namesOf = (yaml: string) => configOf(yaml, added).gateway.facades.map(({ name }) => name);
  assert.deepEqual(namesOf(`facades: { own: { endpoints: [ east ] } }\n${east}`), ['own', 'chat']);
  assert.deepEqual(namesOf(east), ['chat', 'default']);
  assert.deepEqual(namesOf(`facades: {}\n${east}`), ['chat']);
});

test('the implied facade has only the endpoints of the config', () => {
  const { facades } = configOf(east, { chat: { endpoints: [{ url: 'https://a.example' }] } }).gateway;
  assert.deepEqual(facades.at(-1)?.endpoints, ['east']);
  const alone = configOf('{}', { chat: { endpoints: [{ url: 'https://a.example' }] } }).gateway;
  assert.deepEqual(alone.facades.length, 1);
});

test('a facade of the config replaces an added one of the same name, with a warning', () => {
  const added = { own: { endpoints: [{ url: 'https://a.example' }] } };
  const result = read(`facades: { own: { endpoints: [ east ] } }\n${east}`, added);
  assert(result.ok);
  assert.deepEqual(result.config.gateway.facades[0]?.endpoints, ['east']);
  assert.equal(result.config.gateway.endpoints.length, 1);
  assert.match(
    formatProblems(result.report.warnings),
    /^.*laneway\.yaml:1:\d+ {2}facades\.own {2}This facade replaces/,
  );
});

test('problems of the facade that a request writes name the fields of the body', () => {
  const settings = {
    endpoints: ['est', { url: 'htp:/x', slots: 0, wieght: 2 }, 7],
    loadBalancingPolicy: ['latency'],
    failover: { attempts: 0, breaker: { window: '60' } },
    macth: {},
  };
  assert.deepEqual(
    faultsOf(settings).sort(),
    [
      'endpoints[1].slots: Must be at least 1.',
      'endpoints[1].url: The URL must be http or https.',
      'endpoints[1].wieght: Unknown key.',
      'endpoints[2]: Expected text in quotes.',
      'failover.attempts: Must be at least 1.',
      'failover.breaker.window: A duration needs a unit.',
      'loadBalancingPolicy: Expected text.',
      'macth: Unknown key.',
    ]
      .map((fault) => fault.replaceAll(/\[(\d)\]/g, '.$1'))
      .concat('endpoints.0: There is no such endpoint.')
      .sort(),
  );
  const [unknown] = problemsOf(east, { chat: { endpoints: ['east'], macth: {} } }, 'chat');
  assert.deepEqual([unknown?.file, unknown?.suggestion], ['body', 'match']);
});

test('problems of other added facades name the state file', () => {
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

test('two endpoints with one name are refused', () => {
  const spare = { endpoints: [{ name: 'spare', url: 'https://a.example' }] };
  const message = 'Another endpoint has this name.';
  assert.deepEqual(faultsOf({ endpoints: [{ name: 'east', url: 'https://a.example' }] }), [
    `endpoints.0.name: ${message}`,
  ]);
  assert.equal(problemsOf(east, { chat: spare, other: spare })[0]?.message, message);
  const odd = { endpoints: [{ name: 'a b', url: 'https://a.example' }] };
  assert.match(faultsOf(odd)[0] ?? '', /^endpoints\.0\.name: A name must consist of letters/);
});

test('an inline endpoint of one facade can be used by another', () => {
  const spare = { endpoints: [{ name: 'spare', url: 'https://a.example' }] };
  const { facades } = configOf('{}', { chat: spare, other: { endpoints: ['spare'] } }).gateway;
  assert.deepEqual(facades[1]?.endpoints, ['spare']);
});

test('descriptive fields are checked and have no effect', () => {
  const described = {
    display_name: 'Chat',
    description: '${x}',
    cost_center: '7',
    properties: { owner: 'me' },
  };
  configOf(east, { chat: { endpoints: ['east'], ...described } });
  assert.deepEqual(faultsOf({ endpoints: ['east'], description: 7, properties: 'x' }), [
    'description: Expected text.',
    'properties: Expected a map of keys.',
  ]);
});

test('references in plugin options of inline endpoints are replaced from the environment', () => {
  const credential = { use: 'api-key', options: { key: '${EAST_KEY}', port: '${PORT}' } };
  const settings = { endpoints: [{ url: 'https://a.example', credential }] };
  const { endpoints } = configOf('{}', { chat: settings }).gateway;
  assert.deepEqual({ ...(endpoints[0]?.credential?.options as object) }, { key: 'k', port: '9' });
});

test('a literal secret is refused, a reference is accepted', () => {
  const refused = [
    'sk-1',
    '***',
    '${EAST_KEY:-sk-1}',
    'sk-${EAST_KEY}',
    'sk-${file:/run/key}',
    '',
    '$${EAST_KEY}',
  ];
  for (const key of refused) {
    const credential = { use: 'api-key', options: { key } };
    const faults = faultsOf({ endpoints: [{ url: 'https://a.example', credential }] });
    assert.match(
      faults[0] ?? '',
      /^endpoints\.0\.credential\.options\.key: A secret cannot be kept here/,
      key,
    );
    assert.equal(faults.length, 1);
  }
  const headers = { connector: { use: 'direct', options: { headers: { authorization: 'Bearer x' } } } };
  assert.match(
    faultsOf({ endpoints: [{ url: 'https://a.example', ...headers }] })[0] ?? '',
    /A secret cannot be kept/,
  );
  assert.match(
    faultsOf({ endpoints: ['east'], properties: { apiKey: 'x' } })[0] ?? '',
    /^properties\.apiKey: A secret/,
  );
});

test('references are refused where their values would be shown', () => {
  const inline = { url: 'https://${EAST_KEY}.example', labels: { options: '${EAST_KEY}' }, name: 'options' };
  assert.deepEqual(
    faultsOf({ endpoints: [inline], match: { models: ['${EAST_KEY}'] } }).map((fault) => fault.split(':')[0]),
    ['match.models.0', 'endpoints.0.url', 'endpoints.0.labels.options'],
  );
});

test('an endpoint of an addition gets only references that are listed for its origin', () => {
  const withKey = (key: string, url = 'https://a.example/base') => ({
    endpoints: [{ url, credential: { use: 'api-key', options: { key } } }],
  });
  configOf('{}', { chat: withKey('${EAST_KEY}') });
  const unlisted =
    /^endpoints\.0\.credential\.options\.key: The config does not list this reference for the origin/;
  for (const settings of [
    withKey('${PATH}'),
    withKey('${file:/etc/passwd}'),
    withKey('${EAST_KEY}', 'https://b.example'),
    withKey('${EAST_KEY}', 'http://a.example'),
    withKey('${EAST_KEY}', 'https://a.example:8443'),
    withKey('${EAST_KEY}', 'https://a.example.b.example'),
  ])
    assert.match(faultsOf(settings)[0] ?? 'accepted', unlisted, JSON.stringify(settings));
  const connector = { use: 'direct', options: { ca: ['x', { pem: 'a ${file:/etc/passwd}' }] } };
  const faults = faultsOf({ endpoints: [{ url: 'https://a.example', connector }] });
  assert.match(faults.join(), /connector\.options\.ca\.1\.pem: The config does not list/);
});

test('an endpoint of an addition gets only credentials that are listed for its origin', () => {
  const withCredential = (credential: unknown, url = 'https://a.example') => ({
    endpoints: [{ url, credential }],
  });
  for (const credential of ['passthrough', 'entra', { use: 'entra', options: { kind: 'managed-identity' } }])
    configOf('{}', { chat: withCredential(credential) });
  for (const settings of [
    withCredential('entra', 'https://b.example'),
    withCredential({ use: 'entra', options: { audience: 'https://management.azure.com' } }),
    withCredential({ use: 'entra', options: { audience: '${EAST_KEY}' } }),
    withCredential('other'),
  ])
    assert.match(faultsOf(settings)[0] ?? 'accepted', /^endpoints\.0\.credential: The config does not list/);
});

test('an endpoint of an addition must be at a public address', () => {
  const [fault] = faultsOf({ endpoints: [{ url: 'http://169.254.169.254/metadata' }] });
  assert.match(fault ?? '', /^endpoints\.0\.url: The address is private, loopback or link-local\./);
  const { endpoints } = configOf(east, { chat: { endpoints: [{ url: 'https://a.example' }] } }).gateway;
  assert.deepEqual(
    endpoints.map(({ name, publicOnly }) => [name, publicOnly]),
    [
      ['east', undefined],
      ['chat.1', true],
    ],
  );
});

test('names of Object.prototype are unknown keys', () => {
  const settings: Settings = JSON.parse('{"endpoints":["east"],"__proto__":{"x":1},"constructor":1}');
  assert.deepEqual(faultsOf(settings), ['__proto__: Unknown key.', 'constructor: Unknown key.']);
  const inline: Settings = JSON.parse('{"endpoints":[{"url":"https://a.example","__proto__":{"slots":1}}]}');
  assert.deepEqual(faultsOf(inline), ['endpoints.0.__proto__: Unknown key.']);
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

test('a config whose endpoints are not a map is reported, and nothing is added to it', () => {
  const problems = problemsOf('endpoints: [ east ]', { chat: { endpoints: ['east'] } });
  assert.deepEqual(
    problems.map(({ path, message }) => `${path}: ${message}`),
    ['endpoints: Expected a map of keys.'],
  );
});

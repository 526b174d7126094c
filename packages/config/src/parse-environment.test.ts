import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { EndpointConfig } from '@laneway/core';

import { environmentForm } from './environment-to-document.ts';
import type { LanewayConfig } from './resolving/laneway-config.ts';
import { parseEnvironment } from './parse-environment.ts';
import { formatProblems } from './findings/problem.ts';

type Env = Record<string, string>;

function read(env: Env) {
  return parseEnvironment(env, { baseDir: '/srv' });
}

function configOf(env: Env): LanewayConfig {
  const result = read(env);
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  return result.config;
}

function problemsOf(env: Env): string {
  const result = read(env);
  assert(!result.ok, 'the environment was accepted');
  return formatProblems(result.problems);
}

function warningsOf(env: Env): string {
  return formatProblems(read(env).report.warnings);
}

const plain: Partial<EndpointConfig> = {
  url: 'https://r.openai.azure.com',
  connector: { use: 'apim', options: {}, isolation: 'none' },
  credential: undefined,
  processors: [{ use: 'usage', options: { header: 'TOKENPROCESSOR' }, isolation: 'none' }],
};

const direct = { use: 'direct', options: {}, isolation: 'none' } as const;
const openai = { use: 'openai', options: {}, isolation: 'none' } as const;
const usage = { use: 'usage', options: {}, isolation: 'none' } as const;

function entra(audience: string) {
  return { use: 'entra', options: { audience }, isolation: 'none' } as const;
}

function probed(probe: string) {
  return { use: 'apim', options: { probe }, isolation: 'none' } as const;
}

const cognitive = 'https://cognitiveservices.azure.com';

const hosts: readonly (readonly [string, Env, Partial<EndpointConfig>])[] = [
  ['a URL', { Host1: 'https://r.openai.azure.com' }, plain],
  ['a URL with a slash', { Host1: 'https://r.openai.azure.com/' }, plain],
  ['a URL with a path', { Host1: 'http://h:1/base/' }, { ...plain, url: 'http://h:1/base' }],
  [
    'a URL with a probe path beside it',
    { Host1: 'https://r.openai.azure.com', Probe_path1: '/echo?a=1' },
    { ...plain, connector: probed('/echo?a=1') },
  ],
  ['host alone', { Host1: 'host=https://r.openai.azure.com' }, plain],
  ['a host without a scheme', { Host1: 'host=r.openai.azure.com;' }, plain],
  [
    'spaces and capitals',
    { HOST1: ' Host = r.openai.azure.com ; MODE = Direct ' },
    { ...plain, connector: direct, processors: [] },
  ],
  [
    'commas',
    { Host1: 'host=r.openai.azure.com,mode=direct,processor=OpenAI' },
    { ...plain, connector: direct, processors: [openai] },
  ],
  [
    'direct with everything',
    { Host1: 'host=https://r.openai.azure.com;mode=direct;processor=OpenAI;usemi=true' },
    { ...plain, connector: direct, processors: [openai], credential: entra(cognitive) },
  ],
  [
    'apim with a processor',
    { Host1: 'host=r.openai.azure.com;mode=apim;probe=/p;processor=MultiLineAllUsageProcessor' },
    { ...plain, connector: probed('/p'), processors: [usage] },
  ],
  [
    'a probe without a slash',
    { Host1: 'host=r.openai.azure.com;probe=p' },
    { ...plain, connector: probed('/p') },
  ],
  [
    'a probe of its own over the one beside it',
    { Host1: 'host=r.openai.azure.com;probe=/own', Probe_path1: '/beside' },
    { ...plain, connector: probed('/own') },
  ],
  ['probe=/', { Host1: 'host=r.openai.azure.com;probe=/' }, plain],
  [
    'a direct host with a probe',
    { Host1: 'host=r.openai.azure.com;mode=direct;probe=/p' },
    { ...plain, connector: direct, processors: [] },
  ],
  [
    'useoauth',
    { Host1: 'host=r.openai.azure.com;useoauth=TRUE;audience=api://a' },
    { ...plain, credential: entra('api://a') },
  ],
  [
    'an audience for all',
    { Host1: 'host=r.openai.azure.com;usemi=true', OAuthAudience: 'api://all' },
    { ...plain, credential: entra('api://all') },
  ],
  ['usemi=false', { Host1: 'host=r.openai.azure.com;usemi=false' }, plain],
  ['AllUsage', { Host1: 'host=r.openai.azure.com;processor=allusage' }, { ...plain, processors: [usage] }],
  [
    'AllUsage-2',
    { Host1: 'host=r.openai.azure.com;processor=AllUsage-2' },
    { ...plain, processors: [usage] },
  ],
  [
    'DefaultStream',
    { Host1: 'host=r.openai.azure.com;processor=DefaultStream' },
    { ...plain, processors: [] },
  ],
];

for (const [name, env, expected] of hosts) {
  test(`a host definition may be ${name}`, () => {
    const [endpoint] = configOf(env).gateway.endpoints;
    assert(endpoint !== undefined);
    const { url, connector, credential, processors } = endpoint;
    // Through JSON, because dictionaries have no prototype.
    assert.deepEqual(
      JSON.parse(JSON.stringify({ url, connector, credential, processors })),
      JSON.parse(JSON.stringify(expected)),
    );
  });
}

const facadeOf = (env: Env) => configOf({ Host1: 'http://127.0.0.1:1', ...env }).gateway.facades[0];
const gatewayOf = (env: Env) => configOf({ Host1: 'http://127.0.0.1:1', ...env }).gateway;

const settings: readonly (readonly [Env, (env: Env) => unknown, unknown])[] = [
  [{ Port: '8000' }, (env) => configOf({ Host1: 'http://h', ...env }).listen.port, 8000],
  [{ PORT: '8000' }, (env) => configOf({ Host1: 'http://h', ...env }).listen.port, 8000],
  [{}, (env) => configOf({ Host1: 'http://h', ...env }).listen.host, '0.0.0.0'],
  [
    { TERMINATION_GRACE_PERIOD_SECONDS: '45' },
    (env) => configOf({ Host1: 'http://h', ...env }).drainMs,
    45_000,
  ],
  [{ Workers: '7' }, (env) => gatewayOf(env).endpoints[0]?.slots, 7],
  [{ MaxQueueLength: '-' }, (env) => gatewayOf(env).queue.capacity, 1000],
  [{ MaxQueueLength: '5' }, (env) => gatewayOf(env).queue.capacity, 5],
  [{ DefaultTTLSecs: '60*10' }, (env) => gatewayOf(env).queue.ttlMs, 600_000],
  [{ DefaultTTLSecs: '0', Timeout: '5000' }, (env) => gatewayOf(env).queue.ttlMs, 5_000],
  [{}, (env) => gatewayOf(env).lanes.map(({ name }) => name), ['p1', 'p2', 'p3']],
  [
    {},
    (env) => [...gatewayOf(env).priority.keys].toSorted(([a], [b]) => a.localeCompare(b)),
    [
      ['12345', 'p1'],
      ['234', 'p3'],
    ],
  ],
  [{}, (env) => gatewayOf(env).priority.default, 'p2'],
  [
    { PriorityKeys: '[a, "b"]', PriorityValues: '10,5', DefaultPriority: '10' },
    (env) => gatewayOf(env).lanes.map(({ name }) => name),
    ['p5', 'p10'],
  ],
  [
    { PriorityKeys: 'a,b', PriorityValues: '10,5' },
    (env) => [...gatewayOf(env).priority.keys],
    [
      ['a', 'p10'],
      ['b', 'p5'],
    ],
  ],
  [{ DefaultPriority: '9' }, (env) => gatewayOf(env).priority.default, 'p9'],
  [{ PriorityKeyHeader: 'X-Rank' }, (env) => gatewayOf(env).headers.priority, ['x-rank']],
  [
    { PriorityWorkers: '2:1,3:2', Workers: '10' },
    (env) => gatewayOf(env).lanes.map(({ weight }) => weight),
    [7, 1, 2],
  ],
  [{ PriorityWorkers: '2:1' }, (env) => gatewayOf(env).queue.policy.use, 'weighted-fair'],
  [{}, (env) => gatewayOf(env).queue.policy.use, 'strict'],
  [{ UserPriorityThreshold: '0.1' }, (env) => gatewayOf(env).queue.fairness, 'requests'],
  [{ TTLHeader: 'X-Wait' }, (env) => gatewayOf(env).headers.ttl, ['x-wait']],
  [{}, (env) => facadeOf(env)?.failover.timeoutMs, 1_200_000],
  [{ Timeout: '1500' }, (env) => facadeOf(env)?.failover.timeoutMs, 1_500],
  [{}, (env) => facadeOf(env)?.failover.breaker.failures, 50],
  [
    { CBErrorThreshold: '9', CBTimeslice: '30' },
    (env) => facadeOf(env)?.failover.breaker,
    { failures: 9, samples: 20, windowMs: 30_000, openMs: 30_000 },
  ],
  [{}, (env) => facadeOf(env)?.balancer.use, 'latency'],
  [{ LoadBalanceMode: 'RoundRobin' }, (env) => facadeOf(env)?.balancer.use, 'round-robin'],
  [{ Host2: 'http://h2', Host3: 'http://h3' }, (env) => facadeOf(env)?.failover.attempts, 3],
  [{ IterationMode: 'MultiPass', MaxAttempts: '7' }, (env) => facadeOf(env)?.failover.attempts, 7],
  [{ IterationMode: 'multipass' }, (env) => facadeOf(env)?.failover.attempts, 10],
  [{ LOG_LEVEL: 'Warning' }, (env) => configOf({ Host1: 'http://h', ...env }).telemetry.log.level, 'warn'],
  [
    { UseProfiles: 'true', UserConfigUrl: 'file:p.json' },
    (env) => gatewayOf(env).profiles?.header,
    'x-userprofile',
  ],
  [
    {
      UseProfiles: 'true',
      UserConfigUrl: 'file:p.json',
      UserProfileHeader: 'X-Me',
      UserConfigRequired: 'true',
      UserConfigRefreshIntervalSecs: '60',
      UserSoftDeleteTTLMinutes: '360',
    },
    ({ ...env }) => {
      const { header, required, refreshMs, source } = gatewayOf(env).profiles ?? assert.fail();
      return [header, required, refreshMs, source.use, JSON.stringify(source.options)];
    },
    ['x-me', true, 60_000, 'file', '{"path":"p.json","grace":"6h"}'],
  ],
  [
    { UseProfiles: 'true', UserConfigUrl: 'https://p/x', UserIDFieldName: 'id' },
    (env) => JSON.stringify(gatewayOf(env).profiles?.source),
    '{"use":"http","options":{"url":"https://p/x","key":"id"},"isolation":"none"}',
  ],
  [
    { RequiredHeaders: 'A,B', DisallowedHeaders: 'C', ValidateHeaders: 'S7Path:AllowedPaths,D=E' },
    (env) => JSON.stringify(gatewayOf(env).requestProcessors),
    '[{"use":"validate-headers","options":{"required":["A","B"],"disallowed":["C"],"rules":{"S7Path":"AllowedPaths","D":"E"}},"isolation":"none"}]',
  ],
  [
    { Probe_path1: '/p', PollInterval: '15000', PollTimeout: '500', SuccessRate: '90' },
    (env) => JSON.stringify(gatewayOf(env).endpoints[0]?.connector.options),
    '{"probe":"/p","interval":"15s","timeout":"500ms","successRate":"90%"}',
  ],
  [
    { IgnoreSSLCert: 'True' },
    (env) => JSON.stringify(gatewayOf(env).endpoints[0]?.connector.options),
    '{"tls":{"verify":false}}',
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/v1/traces' },
    (env) => configOf({ Host1: 'http://h', ...env }).telemetry.otlp?.serviceName,
    'laneway',
  ],
  [
    { LANEWAY_ADMIN_TOKEN: 'letmein' },
    (env) => configOf({ Host1: 'http://h', ...env }).admin.token,
    'letmein',
  ],
];

for (const [env, look, expected] of settings) {
  test(`converts ${
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ') || 'nothing'
  } to ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(look(env), expected);
  });
}

test('hosts with a path become facades for that path, longer paths first, and the other hosts the last facade', () => {
  const { facades } = configOf({
    Host1: 'host=http://a',
    Host2: 'host=http://b;path=/openai;stripprefix=false',
    Host3: 'host=http://c;path=openai/v1/*;stripprefix=false',
    Host4: 'host=http://d;path=/OpenAI/;stripprefix=false',
    Host5: 'host=http://e;path=/*',
  }).gateway;
  assert.deepEqual(
    facades.map(({ name, match, endpoints }) => [name, match.paths, endpoints]),
    [
      ['openai-v1', ['/openai/v1', '/openai/v1/*'], ['host3']],
      ['openai', ['/openai', '/openai/*'], ['host2', 'host4']],
      ['default', [], ['host1', 'host5']],
    ],
  );
});

test('the path of a host is stripped unless stripprefix is false; the first host of a path decides', () => {
  const env = {
    Host1: 'host=http://a;path=/a',
    Host2: 'host=http://b;path=/b;stripprefix=false',
    Host3: 'host=http://c;path=/c/;strippathprefix=TRUE',
    Host4: 'host=http://d;path=/c;stripprefix=false',
    Host5: 'host=http://e',
  };
  assert.deepEqual(
    configOf(env).gateway.facades.map(({ endpoints, stripPrefix }) => [endpoints, stripPrefix]),
    [
      [['host1'], '/a'],
      [['host2'], undefined],
      [['host3', 'host4'], '/c'],
      [['host5'], undefined],
    ],
  );
  assert.match(
    warningsOf(env),
    /Host4 {2}stripprefix has no effect: Host3 has the same path and the other value\./,
  );
  assert.doesNotMatch(warningsOf({ Host1: 'host=http://a;mode=direct;path=/a' }), /Host1/);
});

test('an invalid host is a problem that names its variable', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['not a url', /Host2 {2}This is not an absolute URL/],
    ['host=ftp://x;', /Host2 {2}The URL must be http or https/],
    ['mode=direct;processor=OpenAI', /Host2 {2}The variable names no host/],
    ['host=http://x;prob=/p', /Host2 {2}Unknown key; got "prob"; allowed: host, .*did you mean "probe"\?/],
    ['host=http://x;mode=', /Host2 {2}Each part must be key=value/],
    ['host=http://x;direct', /Host2 {2}Each part must be key=value/],
  ];
  for (const [text, expected] of wrong)
    assert.match(problemsOf({ Host1: 'http://a', Host2: text }), expected);
});

test('a password in a host is not shown', () => {
  assert(!problemsOf({ Host1: 'https://me:hunter22@x' }).includes('hunter22'));
});

test('all invalid settings are reported at once, each with its variable', () => {
  const problems = problemsOf({
    Host1: 'http://127.0.0.1:1',
    Port: 'eighty',
    MaxQueueLength: '0',
    PriorityKeys: 'a,b',
    PriorityValues: '1',
    LoadBalanceMode: 'latencies',
    CBErrorThreshold: 'many',
    Timeout: '-5',
    UseProfiles: 'true',
    ValidateHeaders: 'nonsense',
  });
  for (const expected of [
    /Port {2}Expected a whole number; got "eighty"\./,
    /MaxQueueLength {2}Must be at least 1; got 0\./,
    /PriorityValues {2}The number of values is 1, but PriorityKeys has 2 keys\./,
    /LoadBalanceMode {2}.*did you mean "latency"\?/,
    /CBErrorThreshold {2}Expected a whole number/,
    /Timeout {2}(A duration must not be negative|Must be at least 1ms)/,
    /UserConfigUrl {2}Required, because UseProfiles is true/,
    /ValidateHeaders {2}Each rule must be header:header/,
  ]) {
    assert.match(problems, expected);
  }
});

test('a host after a gap in the numbers is used, with a warning', () => {
  const env = { Host1: 'http://a', Host3: 'http://c' };
  assert.deepEqual(
    configOf(env).gateway.endpoints.map(({ name }) => name),
    ['host1', 'host3'],
  );
  assert.match(warningsOf(env), /Host3 {2}Used, although there is no Host2/);
});

test('more than nine hosts are ordered by number', () => {
  const env = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`Host${index + 1}`, `http://h${index + 1}`]),
  );
  assert.deepEqual(
    configOf(env).gateway.endpoints.map(({ name }) => name),
    Array.from({ length: 12 }, (_, index) => `host${index + 1}`),
  );
});

test('a host that is given twice is used once, with a warning', () => {
  const env = { Host1: 'http://a', Host2: 'http://a' };
  assert.deepEqual(
    configOf(env).gateway.endpoints.map(({ name }) => name),
    ['host1'],
  );
  assert.match(warningsOf(env), /Host2 {2}Left out: the same as Host1/);
});

test('every unsupported setting gives a warning', () => {
  const warnings = warningsOf({
    Host1: 'host=http://a;path=/x;ipaddress=10.0.0.1;retryafter=true;mode=fancy;processor=Own',
    IP1: '10.0.0.1',
    AsyncModeEnabled: 'true',
    StripRequestHeaders: 'a',
    acceptablestatuscodes: '200',
    LogToConsole: '*',
    LoadBalanceMode: 'random',
    MaxAttempts: '3',
    Workers: '5',
    BACKEND_1_URL: 'http://b',
  });
  for (const expected of [
    /Host1 {2}ipaddress is not supported/,
    /Host1 {2}retryafter is not supported/,
    /Host1 {2}Unknown mode: apim is used/,
    /Host1 {2}Unknown processor/,
    /Host1 {2}There is no probe path/,
    /IP1 {2}Not supported/,
    /AsyncModeEnabled {2}Not supported/,
    /StripRequestHeaders {2}Not supported/,
    /acceptablestatuscodes {2}Not supported/,
    /LogToConsole {2}Not supported/,
    /LoadBalanceMode {2}Hosts are used in turn/,
    /MaxAttempts {2}Has no effect/,
    /Workers {2}Limits the requests at each host/,
    /Port {2}Not set: the port is 8787/,
    /BACKEND_1_URL {2}Not used/,
  ]) {
    assert.match(warnings, expected);
  }
});

test('backends become one group per priority, with their keys and deployments', () => {
  const { gateway } = configOf({
    BACKEND_1_URL: 'https://a.openai.azure.com',
    BACKEND_1_PRIORITY: '1',
    BACKEND_1_APIKEY: 'k-1',
    BACKEND_WEST_URL: 'https://w.openai.azure.com/',
    BACKEND_WEST_PRIORITY: '2',
    BACKEND_WEST_DEPLOYMENT_NAME: 'gpt-west',
    HTTP_TIMEOUT_SECONDS: '20',
  });
  assert.deepEqual(
    gateway.endpoints.map(({ name, url, group }) => [name, url, group]),
    [
      ['backend-1', 'https://a.openai.azure.com', 1],
      ['backend-west', 'https://w.openai.azure.com', 2],
    ],
  );
  assert.deepEqual(JSON.parse(JSON.stringify(gateway.endpoints.map(({ credential }) => credential))), [
    { use: 'api-key', options: { key: 'k-1', family: 'azure' }, isolation: 'none' },
    entra(cognitive),
  ]);
  const [facade] = gateway.facades;
  assert.deepEqual([facade?.failover.attempts, facade?.failover.timeoutMs], [2, 20_000]);
  assert.equal(facade?.deployments['*']?.['backend-west'], 'gpt-west');
});

test('a backend without a URL is a problem, one without a priority a warning', () => {
  assert.match(problemsOf({ BACKEND_1_PRIORITY: '1' }), /BACKEND_1_URL {2}Required/);
  assert.match(warningsOf({ BACKEND_1_URL: 'http://a' }), /BACKEND_1_PRIORITY {2}Not set: 1 is used/);
});

test('environmentForm is undefined for an environment without hosts', () => {
  assert.equal(environmentForm({ PATH: '/bin', Port: '80', Host: 'x', Host1: '' }), undefined);
  assert.equal(environmentForm({ HOST1: 'http://a' }), 'hosts');
  assert.equal(environmentForm({ BACKEND_A_URL: 'http://a' }), 'backends');
});

test('a variable whose value looks like a reference is not interpolated', () => {
  const { gateway } = configOf({ Host1: 'host=http://a;probe=/${SECRET}', SECRET: 'x' });
  assert.deepEqual(
    gateway.endpoints[0]?.connector.options,
    Object.assign(Object.create(null), { probe: '/${SECRET}' }),
  );
});

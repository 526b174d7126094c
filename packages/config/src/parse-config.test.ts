import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { LanewayConfig } from './resolving/laneway-config.ts';
import { parseConfig } from './parse-config.ts';
import type { Problem } from './findings/problem.ts';
import { formatProblems } from './findings/problem.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const example = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? '';

type Env = Record<string, string>;

function read(text: string, env: Env = {}, files: Env = {}) {
  const readFile = (path: string) => {
    const content = files[path];
    if (content === undefined) throw Object.assign(new Error('missing'), { code: 'ENOENT' });
    return content;
  };
  return parseConfig(text, { path: '/etc/laneway/laneway.yaml', env, readFile });
}

function configOf(text: string, env?: Env, files?: Env): LanewayConfig {
  const result = read(text, env, files);
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  return result.config;
}

function problemsOf(text: string, env?: Env, files?: Env): readonly Problem[] {
  const result = read(text, env, files);
  assert(!result.ok, 'the config was accepted');
  return result.problems;
}

function linesOf(text: string, env?: Env): string[] {
  return problemsOf(text, env).map((problem) => formatProblems([problem]).replace('/etc/laneway/', ''));
}

const oneEndpoint = 'endpoints: { a: { url: http://127.0.0.1:1 } }\n';

test('the example of the README is valid and has no warnings', () => {
  const result = read(example);
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  assert.deepEqual(result.report.warnings, []);
  const { listen, drainMs, limits, admin, gateway } = result.config;
  assert.equal(listen.port, 8787);
  assert.equal(admin.token, undefined);
  assert.equal(drainMs, 30_000);
  assert.equal(limits.bodyBytes, 64 * 1024 * 1024);
  assert.deepEqual(
    gateway.lanes.map(({ name }) => name),
    ['gold', 'silver', 'bronze'],
  );
  assert.deepEqual(
    [...gateway.priority.keys].toSorted(([a], [b]) => a.localeCompare(b)),
    [
      ['12345', 'gold'],
      ['234', 'bronze'],
    ],
  );
  assert.deepEqual(gateway.endpoints[0]?.processors, [{ use: 'openai', options: {}, isolation: 'none' }]);
  assert.deepEqual(gateway.tiers['silver']?.route[1], {
    labels: Object.assign(Object.create(null), { capacity: 'ptu' }),
    idle: 0.3,
    afterMs: 2_000,
  });
});

test('the patience of a tier is how long it waits for each class of its route', () => {
  const tiers = `tiers:
  gold: { lane: default, route: [ { kind: ptu }, { kind: payg }, { kind: other, after: 5s } ], patience: 500ms, margin: 2% }
`;
  const result = read(`${oneEndpoint}${tiers}`);
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  const { gold } = result.config.gateway.tiers;
  assert.deepEqual(
    gold?.route.map(({ afterMs }) => afterMs),
    [0, 500, 5_000],
  );
  assert.equal(gold?.margin, 0.02);
});

test('the gateway divides shared slots itself unless a reserve or an idle share does', () => {
  const headroomOf = (text: string) => {
    const result = read(`${oneEndpoint}${text}`);
    assert(result.ok, result.ok ? '' : formatProblems(result.problems));
    return result.config.gateway.endpoints[0]?.headroom;
  };
  assert.equal(headroomOf(''), 'auto');
  assert.equal(headroomOf('lanes: [ { name: gold, reserve: 20% }, { name: bronze } ]\n'), 'off');
  assert.equal(
    headroomOf('tiers: { gold: { lane: default, route: [ { kind: ptu, idle: 30% } ] } }\n'),
    'off',
  );
  const asked = 'endpoints: { a: { url: http://127.0.0.1:1, headroom: off } }\n';
  const result = read(asked);
  assert(result.ok);
  assert.equal(result.config.gateway.endpoints[0]?.headroom, 'off');
});

test('five mistakes give five problems, each with line, column and suggestion', () => {
  const mistaken = `listen: { port: 8787 }
drain: 30
lanes:
  - { name: gold }
  - { name: silver }
priority: { keys: { "12345": glod } }
endpoints:
  east-ptu:
    url: https://east.openai.azure.com
    slost: 40
    processors: [ { use: openai, isolation: wroker } ]
facades:
  chat:
    endpoints: [ east-ptu, east-tpu ]
`;
  assert.deepEqual(linesOf(mistaken), [
    'laneway.yaml:2:8  drain  A duration needs a unit; got 30; allowed: 250ms, 2s, 5m, 1h, 1d; did you mean "30s"?',
    'laneway.yaml:6:30  priority.keys.12345  There is no such lane; got "glod"; allowed: gold, silver; did you mean "gold"?',
    'laneway.yaml:10:5  endpoints.east-ptu.slost  Unknown key; did you mean "slots"?',
    'laneway.yaml:11:45  endpoints.east-ptu.processors.0.isolation  Must be one of the allowed values; got "wroker"; allowed: none, worker; did you mean "worker"?',
    'laneway.yaml:14:28  facades.chat.endpoints.1  There is no such endpoint; got "east-tpu"; allowed: east-ptu; did you mean "east-ptu"?',
  ]);
});

test('only response processors can be isolated', () => {
  const text = `requestProcessors: [ { use: validate-headers, isolation: worker } ]
queue: { policy: { use: strict, isolation: none } }
endpoints:
  a:
    url: http://127.0.0.1:1
    connector: { use: direct, isolation: worker }
    processors: [ { use: openai, isolation: worker } ]
`;
  assert.deepEqual(linesOf(text), [
    'laneway.yaml:1:58  requestProcessors.0.isolation  Only response processors can be isolated; got "worker"; allowed: none.',
    'laneway.yaml:6:42  endpoints.a.connector.isolation  Only response processors can be isolated; got "worker"; allowed: none.',
  ]);
});

test('a config needs only one endpoint with a URL', () => {
  const { gateway } = configOf(oneEndpoint);
  assert.deepEqual(
    gateway.lanes.map(({ name }) => name),
    ['default'],
  );
  assert.equal(gateway.priority.default, 'default');
  const [endpoint] = gateway.endpoints;
  assert.equal(endpoint?.connector.use, 'direct');
  assert.equal(endpoint?.credential, undefined);
  assert.equal(endpoint?.slots, 100);
  const [facade] = gateway.facades;
  assert.equal(facade?.name, 'default');
  assert.deepEqual(facade?.endpoints, ['a']);
  assert.equal(facade?.balancer.use, 'round-robin');
  assert.equal(facade?.failover.attempts, 3);
  for (const status of [408, 424, 429, 498, 500, 502, 503, 504, 520, 529, 599])
    assert(facade?.failover.on.includes(status), String(status));
  for (const status of [400, 401, 404, 422, 501, 505])
    assert(!facade?.failover.on.includes(status), String(status));
  assert.deepEqual(facade?.match, { paths: [], models: [], hosts: [] });
});

test('a facade has the dialect of the config unless it names its own, openai by default', () => {
  const dialectsOf = (text: string) => {
    const { dialect, facades } = configOf(text).gateway;
    return [dialect.use, ...facades.map((facade) => facade.dialect?.use)];
  };
  const facades = `facades:
  a: { endpoints: [ a ] }
  b: { endpoints: [ a ], dialect: mine }
  c: { endpoints: [ a ], dialect: { use: anthropic, options: {} } }
`;
  assert.deepEqual(dialectsOf(oneEndpoint), ['openai', undefined]);
  assert.deepEqual(dialectsOf(oneEndpoint + facades), ['openai', undefined, 'mine', 'anthropic']);
  assert.deepEqual(dialectsOf(`${oneEndpoint}dialect: anthropic\n`), ['anthropic', undefined]);
});

test('an empty file is a valid config with a warning that there are no endpoints', () => {
  for (const text of ['', '# nothing yet\n', '{}', 'null']) {
    const result = read(text);
    assert(result.ok, text);
    assert.deepEqual(
      result.report.warnings.map(({ message }) => message),
      ['There are no endpoints: every request gets 503.'],
    );
    assert.deepEqual(result.config.gateway.facades, []);
  }
});

test('a config may be written in JSON', () => {
  assert.equal(
    configOf('{"endpoints": {"a": {"url": "http://127.0.0.1:1", "slots": 7}}}').gateway.endpoints[0]?.slots,
    7,
  );
});

test('a config is frozen', () => {
  const config = configOf(example);
  assert.throws(() => Object.assign(config.gateway.endpoints[0] ?? {}, { slots: 1 }), TypeError);
  assert.throws(() => Object.assign(config.listen, { port: 1 }), TypeError);
});

test('looking up a tier by a name of Object.prototype finds nothing', () => {
  const { tiers } = configOf(oneEndpoint).gateway;
  assert.deepEqual(
    ['constructor', 'toString', '__proto__'].map((name) => tiers[name]),
    [undefined, undefined, undefined],
  );
});

test('requests without a priority wait in the last lane', () => {
  assert.equal(configOf(`lanes: [ { name: a }, { name: b } ]\n${oneEndpoint}`).gateway.priority.default, 'b');
});

test('a default header name also reads its alias, any other name does not', () => {
  const { headers } = configOf(
    `headers: { ttl: [ X-Ttl, x-wait ], timeout: X-Limit }\n${oneEndpoint}`,
  ).gateway;
  assert.deepEqual(headers.ttl, ['x-ttl', 's7pttl', 'x-wait']);
  assert.deepEqual(headers.timeout, ['x-limit']);
  assert.deepEqual(headers.priority, ['x-priority', 's7pprioritykey']);
});

test('paths are relative to the config file', () => {
  const files = { '/etc/laneway/c.pem': 'cert', '/run/k.pem': 'key' };
  const { listen, stateFile, source } = configOf(
    `listen: { tls: { cert: c.pem, key: /run/k.pem } }\nstateFile: ./state.json\n${oneEndpoint}`,
    {},
    files,
  );
  const { revision: _, ...tls } = listen.tls ?? assert.fail('no TLS');
  assert.deepEqual(tls, { cert: '/etc/laneway/c.pem', key: '/run/k.pem', clientCa: undefined });
  assert.equal(stateFile, '/etc/laneway/state.json');
  assert.equal(source.baseDir, '/etc/laneway');
});

test('a changed certificate file changes the TLS revision, and the report lists the files', () => {
  const text = `listen: { tls: { cert: c.pem, key: k.pem } }\n${oneEndpoint}`;
  const readWith = (cert: string) =>
    read(text, {}, { '/etc/laneway/c.pem': cert, '/etc/laneway/k.pem': 'key' });
  const results = ['one', 'one', 'two'].map(readWith);
  const revisions = results.map((result) => (result.ok ? result.config.listen.tls?.revision : assert.fail()));
  assert.equal(revisions[0], revisions[1]);
  assert.notEqual(revisions[0], revisions[2]);
  assert.deepEqual(results[0]?.report.files, ['/etc/laneway/c.pem', '/etc/laneway/k.pem']);
});

test('a certificate file that does not exist is a problem', () => {
  const [problem] = problemsOf(
    `listen: { tls: { cert: c.pem, key: k.pem } }\n${oneEndpoint}`,
    {},
    { '/etc/laneway/k.pem': '' },
  );
  assert.equal(problem?.message, 'The file c.pem cannot be read: it does not exist.');
});

test('anchors and merge keys work, and own keys win over merged ones', () => {
  const { endpoints } = configOf(`endpoints:
  a: &azure { url: http://127.0.0.1:1, slots: 7, labels: &ptu { capacity: ptu } }
  b: { <<: *azure, slots: 8 }
  c: { url: http://127.0.0.1:2, labels: *ptu }
`).gateway;
  assert.deepEqual(
    endpoints.map(({ slots, labels }) => [slots, labels['capacity']]),
    [
      [7, 'ptu'],
      [8, 'ptu'],
      [100, 'ptu'],
    ],
  );
});

test('a mistake in a merged map is reported at its own line for each use', () => {
  assert.deepEqual(
    linesOf('endpoints:\n  a: &a\n    url: http://127.0.0.1:1\n    slots: 0\n  b: { <<: *a }\n'),
    [
      'laneway.yaml:4:12  endpoints.a.slots  Must be at least 1; got 0.',
      'laneway.yaml:4:12  endpoints.b.slots  Must be at least 1; got 0.',
    ],
  );
});

const mistakes: readonly (readonly [string, RegExp])[] = [
  ['endpoints: { a: {} }', /1:14 {2}endpoints\.a\.url {2}This key is required\.$/],
  [
    'endpoints: { a: { ulr: http://127.0.0.1:1 } }',
    /^laneway.yaml:1:19 {2}endpoints\.a\.ulr {2}Unknown key; did you mean "url"\?$/,
  ],
  ['endpoints: { a: { url: ftp://x } }', /The URL must be http or https; got "ftp:\/\/x"\./],
  ['endpoints: { a: { url: "https://x?y=1" } }', /must have no query/],
  [
    'endpoints: { a: { url: http://127.0.0.1:1, slots: "40" } }',
    /Expected a number without quotes; got "40"\./,
  ],
  ['endpoints: { a: { url: http://127.0.0.1:1, slots: 1.5 } }', /Expected a whole number; got 1\.5\./],
  ['endpoints: { a: { url: http://127.0.0.1:1, weight: .nan } }', /Expected a number; got NaN\./],
  ['endpoints: { a: { url: http://127.0.0.1:1, weight: 1e999 } }', /Expected a number; got Infinity\./],
  [
    'endpoints: { a: { url: http://127.0.0.1:1, slots: 99999999999999999999 } }',
    /slots {2}(Must be at most|Expected a whole number)/,
  ],
  [
    'endpoints: { a: { url: http://127.0.0.1:1, labels: { idle: x } } }',
    /`idle` and `after` cannot be labels/,
  ],
  ['endpoints: { a: { url: http://127.0.0.1:1, processors: openai } }', /Expected a list; got "openai"\./],
  [
    'endpoints: { a: { url: http://127.0.0.1:1, connector: { option: {} } } }',
    /connector\.option {2}Unknown key; did you mean "options"\?/,
  ],
  [
    'endpoints: { a: { url: http://127.0.0.1:1, connector: 5 } }',
    /connector {2}Expected text or a map of keys; got 5\./,
  ],
  ['endpoints: { "a b": { url: http://127.0.0.1:1 } }', /1:14 .*A name must consist of letters, digits/],
  ['endpoints: [ a ]', /endpoints {2}Expected a map of keys\./],
  ['lanes: [ { name: a }, { name: a } ]', /1:31 {2}lanes\.1\.name {2}Another lane has this name; got "a"\./],
  ['lanes: []', /The list needs at least one lane\./],
  ['lanes: [ { name: 1 } ]', /lanes\.0\.name {2}Expected text in quotes; got 1\./],
  [
    'priority: { keys: { Ab: default, aB: default } }',
    /1:34 .*Another key is the same: case does not matter\./,
  ],
  ['priority: { default: best }', /There is no such lane; got "best"; allowed: default\./],
  ['tiers: { gold: { lane: gold } }', /tiers\.gold\.lane {2}There is no such lane; got/],
  ['queue: { capacity: 0 }', /queue\.capacity {2}Must be at least 1; got 0\./],
  ['queue: { policy: "" }', /queue\.policy {2}Must not be empty; got/],
  ['facades: { chat: { endpoints: [] } }', /The list needs at least one endpoint\./],
  ['facades: { 1st: { endpoints: [ a ] } }', /A facade name must begin with a letter/],
  [
    'facades: { c: { endpoints: [ a, a ] } }\nendpoints: { a: { url: http://127.0.0.1:1 } }',
    /The endpoint is in this list already; got/,
  ],
  [
    'facades: { c: { endpoints: [ a ], match: { paths: [ v1 ] } } }\nendpoints: { a: { url: http://127.0.0.1:1 } }',
    /A path pattern must begin with/,
  ],
  [
    'facades: { c: { endpoints: [ a ], stripPrefix: /v1/ } }',
    /A path prefix must begin with \/ and must not end with it; got/,
  ],
  [
    'facades: { c: { endpoints: [ a ], deployments: { m: { b: x } } } }\nendpoints: { a: { url: http://127.0.0.1:1 } }',
    /There is no such endpoint in this facade; got "b"/,
  ],
  ['admin: { host: 0.0.0.0 }', /admin\.host {2}Without `admin.token`/],
  ['listen: { port: 9787 }', /listen\.port {2}The port must differ from `admin\.port`; got/],
  ['admin: { port: 70000 }', /Must be at most 65535; got 70000\./],
  ['listen: { lbTarget: /x }', /no effect without `lbPath`/],
  ['facades: { c: { failover: { on: [ 520-510 ] } } }', /not a range of statuses such as 520-599/],
  ['facades: { c: { failover: { on: [ 700 ] } } }', /Must be at most 599; got 700\./],
  ['limits: { body: lots }', /This is not a size; got "lots"/],
  ['telemetry: { log: { level: warning } }', /did you mean "warn"\?|allowed: trace, debug, info, warn/],
  ['telemetry: { prometheus: yes }', /Expected true or false; got "yes"\./],
  ['lanez: []', /^laneway.yaml:1:1 {2}lanez {2}Unknown key; did you mean "lanes"\?$/],
];

for (const [text, expected] of mistakes) {
  test(`reports the mistake in ${text.split('\n')[0]}`, () => {
    const lines = linesOf(text);
    assert.equal(lines.filter((line) => expected.test(line)).length, 1, lines.join('\n'));
  });
}

test('a password in a URL is refused and not shown', () => {
  const [line] = linesOf('endpoints: { a: { url: "https://me:hunter22@x" } }');
  assert.match(line ?? '', /must not contain a user name or password/);
  assert(!line?.includes('hunter22'));
});

test('a missing variable is the only problem of its value', () => {
  assert.deepEqual(linesOf(`listen: { port: "\${PORT}" }\n${oneEndpoint}`), [
    'laneway.yaml:1:17  listen.port  The environment variable PORT is not set. Write ${PORT:-default} if it is optional.',
  ]);
});

test('an interpolated value becomes a number or a boolean where one is required, and stays text elsewhere', () => {
  const text = `listen: { port: "\${PORT:-8787}", host: "\${HOST}" }
admin: { token: "\${TOKEN}" }
responseHeaders: \${SHOW}
queue: { ttl: "\${TTL}s" }
${oneEndpoint}`;
  const config = configOf(text, { PORT: '9000', HOST: '1', TOKEN: '12345', SHOW: 'false', TTL: '20' });
  assert.deepEqual([config.listen.port, config.listen.host, config.admin.token], [9000, '1', '12345']);
  assert.deepEqual([config.responseHeaders, config.gateway.queue.ttlMs], [false, 20_000]);
  assert.equal(configOf(text, { HOST: 'h', TOKEN: 't', SHOW: 'true', TTL: '1' }).listen.port, 8787);
});

test('a value that is empty after interpolation counts as left out', () => {
  const config = configOf(`admin: { token: "\${T:-}" }\nstateFile: \${S:-}\n${oneEndpoint}`, { S: '' });
  assert.deepEqual([config.admin.token, config.stateFile], [undefined, '/etc/laneway/laneway.state.json']);
});

test('an interpolated value cannot add keys', () => {
  const config = configOf(`admin: { token: "\${T}" }\n${oneEndpoint}`, {
    T: 'x" }\nlisten: { port: 1 }\n# ${PORT}',
  });
  assert.equal(config.listen.port, 8787);
  assert.match(config.admin.token ?? '', /^x" \}\nlisten/);
});

test('a secret file is read relative to the config, without its last line end', () => {
  const text = `admin: { token: "\${file:secret/token}" }\n${oneEndpoint}`;
  const result = read(text, {}, { '/etc/laneway/secret/token': 's3cr3t \n' });
  assert(result.ok);
  assert.equal(result.config.admin.token, 's3cr3t ');
  assert.deepEqual(result.report.files, ['/etc/laneway/secret/token']);
});

test('a secret file that cannot be read is a problem', () => {
  assert.match(
    linesOf(`admin: { token: "\${file:/run/x}" }\n${oneEndpoint}`)[0] ?? '',
    /The file \/run\/x cannot be read: it does not exist\./,
  );
});

test('a problem never shows a value from a variable or a file', () => {
  const secret = 'correct-horse-battery';
  const text = `listen: { port: "\${S}" }
drain: "\${S}"
queue: { fairness: "\${S}", policy: { use: x, isolation: "\${S}" } }
lanes: [ { name: "\${S}" }, { name: "\${S}" } ]
priority: { keys: { a: "\${S}x" }, default: "pre-\${S}" }
endpoints: { a: { url: "https://\${S}?q", slots: "\${S}" } }
`;
  const problems = problemsOf(text, { S: secret });
  assert(problems.length >= 8);
  assert(!JSON.stringify(problems).includes(secret));
  assert(!formatProblems(problems).includes(secret));
});

test('a selector that matches no endpoint gives a warning with a suggestion', () => {
  const result = read(`tiers: { gold: { lane: default, route: [ { capcity: ptu }, { capacity: pty } ] } }
profiles: { use: file }
endpoints: { a: { url: http://127.0.0.1:1, labels: { capacity: ptu } } }
`);
  assert(result.ok);
  assert.deepEqual(
    result.report.warnings.map((warning) => formatProblems([warning]).replace('/etc/laneway/', '')),
    [
      'laneway.yaml:1:44  tiers.gold.route.0.capcity  No endpoint has this label; did you mean "capacity"?',
      'laneway.yaml:1:60  tiers.gold.route.1  No endpoint has these labels; got {"capacity":"pty"}.',
    ],
  );
});

const doubtful: readonly (readonly [string, RegExp])[] = [
  [
    `facades: { a: { endpoints: [ a ] }, b: { endpoints: [ a ] } }\n${oneEndpoint}`,
    /only reachable as \/facades\/b/,
  ],
  [
    `lanes: [ { name: a, reserve: 60% }, { name: b, reserve: 40% }, { name: c } ]\n${oneEndpoint}`,
    /The lanes before c reserve all slots/,
  ],
  [`tiers: { t: { lane: default } }\n${oneEndpoint}`, /Without `profiles` no caller has a tier\./],
  [
    `listen: { lbPath: /lb }\n${oneEndpoint}`,
    /listen\.lbPath {2}`lbPath` has no effect without `lbTarget`\./,
  ],
  [
    `facades:
  a: { endpoints: [ a ], match: { models: [ m ] } }
  b: { endpoints: [ a ], failover: { breaker: { failures: 9 } } }\n${oneEndpoint}`,
    /facades\.b\.failover\.breaker {2}The breaker has no effect at a: the endpoint uses that of the facade a\./,
  ],
  [
    `telemetry: { otlp: { serviceName: x } }\n${oneEndpoint}`,
    /telemetry\.otlp {2}Nothing is exported: neither `endpoint` nor OTEL_EXPORTER_OTLP_ENDPOINT names a collector\./,
  ],
  [
    `telemetry: { log: { headers: [ x-a, Authorization ] } }\n${oneEndpoint}`,
    /telemetry\.log\.headers\.1 {2}This header contains a credential and is never logged\./,
  ],
];

for (const [text, expected] of doubtful) {
  test(`warns: ${expected.source}`, () => {
    const { report } = read(text);
    assert.match(formatProblems(report.warnings), expected);
  });
}

test('facades that share an endpoint and configure the same breaker give no warning', () => {
  const { report } = read(`facades:
  a: { endpoints: [ a ], match: { models: [ m ] }, failover: { breaker: { failures: 9 } } }
  b: { endpoints: [ a ], failover: { breaker: { failures: 9 } } }\n${oneEndpoint}`);
  assert.deepEqual(report.warnings, []);
});

for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) {
  test(`telemetry is exported if only ${name} names the collector`, () => {
    const text = `telemetry: { otlp: { serviceName: x } }\n${oneEndpoint}`;
    const result = read(text, { [name]: 'http://c:4318' });
    assert(result.ok);
    assert.deepEqual(result.report.warnings, []);
    const { serviceName, endpoint } = result.config.telemetry.otlp ?? assert.fail('nothing is exported');
    assert.deepEqual([serviceName, endpoint], ['x', undefined]);
  });
}

test('locate finds the line and column of any config path', () => {
  const { report } = read(example);
  const place = (path: string) => {
    const { line, column } = report.locate(path);
    return (example.split('\n')[(line ?? 0) - 1] ?? '').slice((column ?? 0) - 1);
  };
  assert.match(place('endpoints.west-payg.connector.options.probe'), /^\/status-0123/);
  assert.match(place('authenticators.0.options.keys'), /^\.\/keys\.yaml/);
  assert.match(place('endpoints.west-payg.connector.options.timeout'), /^options: \{ probe/);
  assert.match(place('facades.chat.nothing.at.all'), /^chat:/);
});

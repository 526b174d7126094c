import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Plugin, PluginKind } from '@laneway/contracts';
import { contractVersions, definePlugin, LanewayError } from '@laneway/contracts';
import { duration } from '@laneway/quantities';
import { z } from 'zod';

import type { ConfigResult } from '../report/config-result.ts';
import { parseConfig } from '../parse-config.ts';
import { formatProblems } from '../findings/problem.ts';
import { redact } from '../secrets/redact.ts';
import { checkPlugins, checkRefused } from './check-plugins.ts';
import type { PluginRequest } from './resolve-plugin.ts';
import { pluginUses } from '../resolving/plugin-uses.ts';

const options = z.strictObject({
  probe: z.string().startsWith('/').optional(),
  interval: z.int().optional(),
  wait: duration().optional(),
  verify: z.boolean().default(true),
  key: z.string().max(5).optional(),
  nested: z.strictObject({ deep: z.int() }).optional(),
});

function aPluginWithOptions(kind: PluginKind): Plugin {
  const create = () => assert.fail('no plugin is created by a check');
  return definePlugin({ kind, name: 'example', contract: contractVersions[kind], options, create });
}

async function check(text: string, env: Record<string, string> = {}): Promise<ConfigResult> {
  const result = parseConfig(text, { path: 'laneway.yaml', env });
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  return checkPlugins(result.config, result.report, { load });
}

async function load({ kind, use, path }: PluginRequest): Promise<Plugin> {
  if (use === 'gone') throw new LanewayError('plugin_not_found', `${path}: no ${kind} "gone"`);
  return aPluginWithOptions(kind);
}

async function linesOf(text: string, env?: Record<string, string>): Promise<string[]> {
  const result = await check(text, env);
  assert(!result.ok, 'the plugins were accepted');
  return formatProblems(result.problems).split('\n');
}

test('problems in plugin options are reported with line and column, all at once', async () => {
  const lines = await linesOf(`endpoints:
  a:
    url: http://127.0.0.1:1
    connector:
      use: example
      options: { probe: status, intervall: 5 }
    processors:
      - { use: example, options: { nested: { deep: x } } }
facades:
  chat: { endpoints: [ a ], balancer: gone, dialect: gone }
`);
  assert.deepEqual(
    lines.map((line) => line.replace(/expected.*/, '')),
    [
      'laneway.yaml:6:25  endpoints.a.connector.options.probe  Invalid string: must start with "/"; got "status".',
      'laneway.yaml:6:33  endpoints.a.connector.options.intervall  Unknown key; did you mean "interval"?',
      'laneway.yaml:8:52  endpoints.a.processors.0.options.nested.deep  Invalid input: ',
      'laneway.yaml:10:39  facades.chat.balancer  No balancer "gone".',
      'laneway.yaml:10:54  facades.chat.dialect  No dialect "gone".',
    ],
  );
});

test('plugins are checked even if the rest of the config is invalid', async () => {
  const text = `drian: 5s
plugins: { mine: ./mine.js }
endpoints:
  a: { url: http://127.0.0.1:1, connector: { use: mine, options: { intervall: 5 } }, credential: passthrough }
  b: { url: http://127.0.0.1:1, slots: 0, processors: [ gone, { options: {} } ] }
`;
  const refused = parseConfig(text, { path: 'laneway.yaml', env: {} });
  assert(!refused.ok);
  const { problems } = await checkRefused(refused, { load });
  assert.deepEqual(refused.unchecked?.plugins, { mine: './mine.js' });
  assert.deepEqual(
    problems.map(({ line, path }) => `${line} ${path}`),
    [
      '1 drian',
      '4 endpoints.a.connector.options.intervall',
      '5 endpoints.b.slots',
      '5 endpoints.b.processors.0',
      '5 endpoints.b.processors.1.use',
    ],
  );
});

test('interpolated texts get the types that the schema of the plugin requires', async () => {
  const text = `endpoints:
  a:
    url: http://127.0.0.1:1
    connector: { use: example, options: { interval: "\${N}", verify: "\${V}", key: "\${K}", nested: { deep: "\${N}" } } }
`;
  const result = await check(text, { N: '15', V: 'false', K: '12345' });
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  const [endpoint] = result.config.gateway.endpoints;
  assert.deepEqual(JSON.parse(JSON.stringify(endpoint?.connector.options)), {
    interval: 15,
    verify: false,
    key: '12345',
    nested: { deep: 15 },
  });
  assert(!JSON.stringify(redact(result.config)).includes('12345'));
});

test('a duration in plugin options has the same messages as one in the config', async () => {
  const text = (ttl: string, wait: string) =>
    `queue: { ttl: ${ttl} }\nendpoints: { a: { url: http://127.0.0.1:1, connector: { use: example, options: { wait: ${wait} } } } }`;
  for (const wrong of ['30', 'soon', '5sec', '25d']) {
    const refused = parseConfig(text(wrong, '1s'), { path: 'laneway.yaml', env: {} });
    assert(!refused.ok);
    const [own = ''] = formatProblems(refused.problems).split('\n');
    const [ofPlugin = ''] = await linesOf(text('1s', wrong));
    assert.equal(ofPlugin.replace(/^.*options\.wait/, ''), own.replace(/^.*queue\.ttl/, ''));
  }
  const [line] = await linesOf(text('1s', '30'));
  assert.match(line ?? '', /options\.wait {2}A duration needs a unit.*did you mean "30s"/);
});

test('a text that was not interpolated stays text', async () => {
  const [line] = await linesOf(
    'endpoints: { a: { url: http://127.0.0.1:1, connector: { use: example, options: { interval: "15" } } } }',
  );
  assert.match(line ?? '', /interval {2}Invalid input.*got "15"/);
});

test('an invalid secret option is not shown', async () => {
  const text =
    'endpoints: { a: { url: http://127.0.0.1:1, connector: { use: example, options: { key: opensesame } } } }';
  const lines = await linesOf(text);
  assert.match(lines[0] ?? '', /^laneway.yaml:1:87 {2}endpoints\.a\.connector\.options\.key {2}/);
  assert(!lines.join().includes('opensesame'));
});

const usingEveryKind = `authenticators: [ x ]
profiles: { use: x }
quotas: x
dialect: x
endpoints: { a: { url: http://127.0.0.1:1, credential: x, processors: [ x ] } }
facades: { all: { endpoints: [ a ], balancer: x, dialect: x } }
queue: { policy: x }
requestProcessors: [ x ]
telemetry: { sinks: [ x ] }
`;

test('every kind of plugin can be named in a config, also in one that is refused for other reasons', () => {
  const every = Object.keys(contractVersions).sort();
  const kindsOf = (uses: readonly { kind: PluginKind }[] = []) =>
    [...new Set(uses.map(({ kind }) => kind))].sort();
  const taken = parseConfig(usingEveryKind, { path: 'laneway.yaml', env: {} });
  assert(taken.ok, taken.ok ? '' : formatProblems(taken.problems));
  assert.deepEqual(kindsOf(pluginUses(taken.config.gateway)), every);
  const refused = parseConfig(usingEveryKind.replace('url:', 'connector: x, group: -1, url:'), {
    path: 'laneway.yaml',
    env: {},
  });
  assert(!refused.ok);
  assert.deepEqual(kindsOf(refused.unchecked?.uses), every);
});

test('pluginUses lists every use with path and kind', () => {
  const result = parseConfig(usingEveryKind, { path: 'laneway.yaml', env: {} });
  assert(result.ok);
  assert.deepEqual(
    pluginUses(result.config.gateway).map(({ path, kind }) => [path, kind]),
    [
      ['queue.policy', 'queue-policy'],
      ['authenticators.0', 'authenticator'],
      ['profiles', 'profile-source'],
      ['quotas', 'quota-store'],
      ['endpoints.a.connector', 'connector'],
      ['endpoints.a.credential', 'credential'],
      ['endpoints.a.processors.0', 'response-processor'],
      ['dialect', 'dialect'],
      ['facades.all.balancer', 'balancer'],
      ['facades.all.dialect', 'dialect'],
      ['requestProcessors.0', 'request-processor'],
      ['telemetry.sinks.0', 'telemetry-sink'],
    ],
  );
});

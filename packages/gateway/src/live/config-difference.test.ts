import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LanewayConfig } from '@laneway/config';
import { parseConfig } from '@laneway/config';

import { configDifference, isNoDifference } from './config-difference.ts';

function configOf(yaml: string, env: Readonly<Record<string, string>> = {}): LanewayConfig {
  const result = parseConfig(yaml, { path: 'laneway.yaml', env });
  assert(result.ok);
  return result.config;
}

const [east, west] = ['east: { url: "http://a.example" }', 'west: { url: "http://b.example" }'];

test('added, removed and changed endpoints are listed by name and field', () => {
  const before = configOf(`endpoints: { ${east}, ${west} }`);
  const after = configOf(
    `endpoints: { ${west.replace(' }', ', weight: 2, slots: 3 }')}, north: { url: "http://c.example" } }`,
  );
  const { endpoints } = configDifference(before, after);
  assert.deepEqual(endpoints, {
    added: ['north'],
    removed: ['east'],
    changed: [{ name: 'west', fields: ['slots', 'weight'] }],
  });
});

test('lanes, tiers and facades are compared like endpoints', () => {
  const base = `endpoints: { ${east} }\n`;
  const before = configOf(
    `${base}lanes: [ { name: a }, { name: b } ]\ntiers: { t: { lane: a } }\nfacades: { f: { endpoints: [ east ] } }`,
  );
  const after = configOf(
    `${base}lanes: [ { name: a, weight: 2 }, { name: c } ]\ntiers: { t: { lane: c } }\nfacades: { f: { endpoints: [ east ], balancer: latency } }\npriority: { default: c }`,
  );
  const { lanes, tiers, facades, settings } = configDifference(before, after);
  assert.deepEqual(lanes, { added: ['c'], removed: ['b'], changed: [{ name: 'a', fields: ['weight'] }] });
  assert.deepEqual(tiers.changed, [{ name: 't', fields: ['lane'] }]);
  assert.deepEqual(facades.changed, [{ name: 'f', fields: ['balancer'] }]);
  assert.deepEqual(settings, ['priority']);
});

test('another order of lanes is a change, because the position is the rank', () => {
  const of = (names: string) =>
    configOf(`lanes: [ ${names} ]\nendpoints: { ${east} }\npriority: { default: a }`);
  const difference = configDifference(of('{ name: a }, { name: b }'), of('{ name: b }, { name: a }'));
  assert.deepEqual(difference.settings, ['lanes']);
  assert(!isNoDifference(difference));
  assert.deepEqual(
    configDifference(of('{ name: a }, { name: b }'), of('{ name: c }, { name: a }, { name: b }')).settings,
    [],
  );
});

test('settings are listed by config key', () => {
  const before = configOf(`endpoints: { ${east} }`);
  const after = configOf(
    `endpoints: { ${east} }\ndrain: 1s\nqueue: { capacity: 2 }\nrequestProcessors: [ x ]\ntelemetry: { sinks: [ y ] }\nplugins: { z: zz }`,
  );
  assert.deepEqual(configDifference(before, after).settings, [
    'drain',
    'plugins',
    'queue',
    'requestProcessors',
    'telemetry.sinks',
  ]);
});

test('a changed secret is a change and is not shown', () => {
  const yaml = `endpoints: { east: { url: "http://a.example", credential: { use: api-key, options: { key: "\${K}" } } } }`;
  const difference = configDifference(
    configOf(yaml, { K: 'first-secret' }),
    configOf(yaml, { K: 'second-secret' }),
  );
  assert.deepEqual(difference.endpoints.changed, [{ name: 'east', fields: ['credential'] }]);
  assert.doesNotMatch(JSON.stringify(difference), /-secret/);
});

test('a config does not differ from itself', () => {
  const yaml = `endpoints: { ${east} }\npriority: { keys: { a: default } }`;
  assert(isNoDifference(configDifference(configOf(yaml), configOf(yaml))));
});

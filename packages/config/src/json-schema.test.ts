import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { contractVersions, definePlugin } from '@laneway/contracts';
import { z } from 'zod';

import { jsonSchema } from './json-schema.ts';
import { readYaml } from './reading/read-yaml.ts';
import { configDocument } from './schema/config-document.ts';
import type { JsonSchema } from './schema/describe-schema.ts';
import { describeSchema, keysAllowedAt } from './schema/describe-schema.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const example = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? '';

const apim = definePlugin({
  kind: 'connector',
  name: 'apim',
  contract: contractVersions.connector,
  options: z.strictObject({ probe: z.string(), interval: z.string().default('15s') }),
  create: () => assert.fail('no plugin is created'),
});

const installed = [{ use: 'apim', plugin: apim }];

function accepts(schema: JsonSchema, text: string): boolean {
  // A schema that comes from JSON Schema alone: nothing of the original is left in it.
  return z.fromJSONSchema(JSON.parse(JSON.stringify(schema))).safeParse(plain(readYaml(text, 'x').value))
    .success;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test('the JSON Schema accepts the example of the README', () => {
  assert(accepts(jsonSchema([]), example));
});

test('the JSON Schema rejects unknown keys, wrong values and wrong units', () => {
  const schema = jsonSchema([]);
  assert(accepts(schema, 'drain: 5m'));
  for (const wrong of [
    'drian: 5m',
    'drain: 5',
    'drain: 5 parsecs',
    'queue: { fairness: none of it }',
    'queue: { capacity: 0 }',
  ]) {
    assert(!accepts(schema, wrong), wrong);
  }
});

test('the JSON Schema accepts a reference in place of any value', () => {
  const schema = jsonSchema([]);
  for (const text of [
    'drain: ${D}',
    'queue: { capacity: "${C}", fairness: "${F:-none}" }',
    'responseHeaders: ${R}',
    'endpoints: { a: { url: "${U}" } }',
  ]) {
    assert(accepts(schema, text), text);
  }
});

test('the JSON Schema checks the options of a plugin where it is used', () => {
  const schema = jsonSchema(installed);
  const withConnector = (connector: string) => `endpoints: { a: { url: http://x, connector: ${connector} } }`;
  assert(accepts(schema, withConnector('{ use: apim, options: { probe: /x } }')));
  assert(accepts(schema, withConnector('{ use: other, options: { whatever: 1 } }')));
  assert(accepts(schema, withConnector('apim')));
  for (const wrong of [
    '{ use: apim, options: { probee: /x } }',
    '{ use: apim }',
    '{ use: apim, option: {} }',
  ]) {
    assert(!accepts(schema, withConnector(wrong)), wrong);
  }
});

test('the JSON Schema accepts any options of a plugin whose schema cannot be described', () => {
  const plugin = definePlugin({
    ...apim,
    options: { '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) } },
  });
  assert(
    accepts(
      jsonSchema([{ use: 'own', plugin }]),
      'endpoints: { a: { url: http://x, connector: { use: own, options: { x: 1 } } } }',
    ),
  );
});

test('keysAllowedAt lists the keys that are allowed at a path', () => {
  const schema = describeSchema(configDocument);
  assert.deepEqual(keysAllowedAt(schema, ['endpoints', 'any', 'connector']), ['use', 'options', 'isolation']);
  assert.deepEqual(keysAllowedAt(schema, ['lanes', 0]), ['name', 'reserve', 'weight', 'maxWait', 'capacity']);
  assert.equal(keysAllowedAt(schema, ['priority', 'keys']), undefined);
});

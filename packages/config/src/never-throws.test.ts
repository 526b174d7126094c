import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import {
  anything,
  array,
  assert as check,
  constantFrom,
  dictionary,
  integer,
  oneof,
  property,
  string,
  tuple,
} from 'fast-check';

import { parseConfig } from './parse-config.ts';
import { parseEnvironment } from './parse-environment.ts';
import { redact } from './secrets/redact.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const example = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? '';

const sources = { path: '/etc/laneway.yaml', env: { A: 'b', N: '5' }, readFile: () => 'text' };

function mustAnswer(text: string): void {
  const result = parseConfig(text, sources);
  if (result.ok) redact(result.config);
  else assert(result.problems.length > 0, 'refused without a reason');
}

test('any text gives a config or a list of problems', () => {
  const punctuation = constantFrom(...'{}[]:,&*!|>"\'%@`#-? \n\t$ab01.<~'.split(''));
  check(property(string({ unit: punctuation, maxLength: 60 }), mustAnswer), { numRuns: 2_000 });
});

test('the damaged example gives a config or a list of problems', () => {
  const damage = tuple(
    integer({ min: 0, max: example.length }),
    integer({ min: 0, max: 12 }),
    string({ maxLength: 4 }),
  );
  const damaged = (at: number, length: number, text: string) =>
    example.slice(0, at) + text + example.slice(at + length);
  check(
    property(damage, (parts) => mustAnswer(damaged(...parts))),
    { numRuns: 500 },
  );
});

const sections = [
  'listen',
  'admin',
  'lanes',
  'queue',
  'priority',
  'headers',
  'profiles',
  'tiers',
  'endpoints',
  'facades',
  'telemetry',
  'plugins',
];

test('any values under the right keys give a config or a list of problems', () => {
  const document = dictionary(
    constantFrom(...sections),
    dictionary(constantFrom('a', 'tls', 'keys', 'use', 'name', 'options'), anything()),
  );
  check(
    property(document, (value) => mustAnswer(JSON.stringify(value))),
    { numRuns: 300 },
  );
});

test('any environment gives a config or a list of problems', () => {
  const name = constantFrom(
    'Host1',
    'Host2',
    'Port',
    'Workers',
    'PriorityKeys',
    'PriorityValues',
    'PriorityWorkers',
    'DefaultPriority',
    'Timeout',
    'UseProfiles',
    'UserConfigUrl',
    'ValidateHeaders',
    'BACKEND_1_URL',
    'BACKEND_1_PRIORITY',
    'LoadBalanceMode',
    'CBTimeslice',
  );
  const words = constantFrom(
    'host=',
    'http://a',
    'true',
    ';',
    ',',
    'mode=',
    'direct',
    ':',
    '1',
    '-',
    '*',
    '${A}',
    'path=/',
    '99999999999999999999',
  );
  const value = oneof(
    array(words, { maxLength: 6 }).map((parts) => parts.join('')),
    string(),
  );
  check(
    property(dictionary(name, value), (env) => {
      const result = parseEnvironment(env, { baseDir: '/srv' });
      assert(result.ok || result.problems.length > 0, 'refused without a reason');
    }),
    { numRuns: 2_000 },
  );
});

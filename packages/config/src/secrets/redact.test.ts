import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfig } from '../parse-config.ts';
import { formatProblems } from '../findings/problem.ts';
import { redact } from './redact.ts';

function shown(text: string, env: Record<string, string> = {}): string {
  const result = parseConfig(text, { path: 'laneway.yaml', env });
  assert(result.ok, result.ok ? '' : formatProblems(result.problems));
  return JSON.stringify(redact(result.config));
}

test('options with the name of a secret are masked', () => {
  for (const name of [
    'key',
    'apiKey',
    'api-key',
    'clientSecret',
    'token',
    'PASSWORD',
    'ConnectionString',
    'account_key',
  ]) {
    const text = `endpoints: { a: { url: http://127.0.0.1:1, credential: { use: x, options: { ${name}: opensesame } } } }`;
    assert(!shown(text).includes('opensesame'), name);
  }
});

test('a secret is masked at any depth under its name', () => {
  assert(
    !shown(
      'authenticators: [ { use: x, options: { keys: [ { value: opensesame }, opensesame ] } } ]',
    ).includes('opensesame'),
  );
});

test('numbers and booleans are shown, whatever their name', () => {
  const text =
    'endpoints: { a: { url: http://127.0.0.1:1, connector: { use: x, options: { maxTokens: 100, keepAlive: true } } } }';
  assert.match(shown(text), /"maxTokens":100,"keepAlive":true/);
});

test('the admin token, priority keys and headers of the exporter are masked', () => {
  const text = `admin: { token: opensesame }
priority: { keys: { opensesame: default } }
telemetry: { otlp: { endpoint: "http://127.0.0.1:1", headers: { x-whatever: opensesame } } }
`;
  assert(!shown(text).includes('opensesame'));
});

test('text from a variable is masked, also as a part and after normalisation', () => {
  const text = `endpoints:
  a:
    url: https://\${S}.example/
    labels: { zone: "\${S}" }
    connector: { use: x, options: { list: [ "\${S}" ], path: "/x/\${S}/y" } }
facades: { f: { endpoints: [ a ], match: { models: [ "\${S}" ] } } }
`;
  assert(!shown(text, { S: 'open-sesame' }).includes('open-sesame'));
});

test('a value from a default is shown', () => {
  assert.match(shown('listen: { host: "${HOST:-127.0.0.2}" }'), /127\.0\.0\.2/);
});

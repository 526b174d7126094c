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

test('options are masked that are secret by name', () => {
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

test('a secret is masked however deep it stands under its name', () => {
  assert(
    !shown(
      'authenticators: [ { use: x, options: { keys: [ { value: opensesame }, opensesame ] } } ]',
    ).includes('opensesame'),
  );
});

test('numbers and truth values are shown, whatever their name', () => {
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

test('every text from a variable is masked, also where it is a part or has changed its form', () => {
  const text = `endpoints:
  a:
    url: https://\${S}.example/
    labels: { zone: "\${S}" }
    connector: { use: x, options: { list: [ "\${S}" ], path: "/x/\${S}/y" } }
facades: { f: { endpoints: [ a ], match: { models: [ "\${S}" ] } } }
`;
  assert(!shown(text, { S: 'open-sesame' }).includes('open-sesame'));
});

test('what was filled in with a stand-in is shown', () => {
  assert.match(shown('listen: { host: "${HOST:-127.0.0.2}" }'), /127\.0\.0\.2/);
});

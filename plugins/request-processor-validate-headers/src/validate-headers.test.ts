import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HeaderPairs } from '@laneway/contracts';
import { aPluginHost, aProfile, aRequest } from '@laneway/testkit';

import plugin from './index.ts';

async function verdictOn(headers: HeaderPairs, options: unknown, injected?: HeaderPairs) {
  const parsed = await plugin.options['~standard'].validate(options);
  assert.ok(parsed.issues === undefined);
  const processor = await plugin.create(parsed.value, aPluginHost());
  const profile = injected === undefined ? undefined : aProfile({ headers: injected });
  return processor.process(aRequest({ headers }), profile);
}

for (const headers of [[], ['X-Tenant', ''], ['X-Tenant', '  ']]) {
  test(`a required header that is ${headers.length === 0 ? 'missing' : 'blank'} refuses the request and is named`, async () => {
    const verdict = await verdictOn(headers, { required: ['X-Tenant'] });
    assert.ok(verdict.kind === 'refuse');
    assert.deepEqual([verdict.error.code, verdict.error.param], ['expectation_failed', 'x-tenant']);
  });
}

test('a disallowed header is removed, and everything else stays as it came', async () => {
  const verdict = await verdictOn(['Accept', '*/*', 'X-Secret', '1', 'x-other', '2'], { disallowed: ['x-secret'] });
  assert.ok(verdict.kind === 'rewrite');
  assert.deepEqual(verdict.request.headers, ['Accept', '*/*', 'x-other', '2']);
});

const rules = { 'x-path': 'allowed-paths' };

for (const [value, list, kind] of [
  ['/chat', '/chat,/embeddings', 'continue'],
  ['/Embeddings', ' /chat , /embeddings ', 'continue'],
  ['/admin/x', '/admin*', 'continue'],
  ['/admin', '/chat', 'refuse'],
  ['', '', 'refuse'],
]) {
  test(`the value ${JSON.stringify(value)} under the list ${JSON.stringify(list)} means ${kind}`, async () => {
    const verdict = await verdictOn(['x-path', value ?? ''], { rules }, ['allowed-paths', list ?? '']);
    assert.equal(verdict.kind, kind);
  });
}

test('a client can not bring its own list of what is allowed', async () => {
  const verdict = await verdictOn(['x-path', '/admin', 'allowed-paths', '/admin'], { rules }, ['allowed-paths', '/chat']);
  assert.equal(verdict.kind, 'refuse');
  assert.equal((await verdictOn(['x-path', '/admin', 'allowed-paths', '/admin'], { rules })).kind, 'refuse');
});

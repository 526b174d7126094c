import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderPairs, RequestVerdict, RequestView } from '@laneway/contracts';
import { aPluginHost, aProfile, aRequest } from '@laneway/testkit';

import plugin from './index.ts';

async function verdictOn(
  options: object,
  request: Partial<RequestView>,
  injected?: HeaderPairs,
): Promise<RequestVerdict> {
  const parsed = await plugin.options['~standard'].validate(options);
  assert.ok(parsed.issues === undefined);
  const processor = await plugin.create(parsed.value, aPluginHost());
  const profile = injected === undefined ? undefined : aProfile({ headers: injected });
  return processor.process(aRequest(request), profile);
}

function assertRefused(verdict: RequestVerdict, header: string): void {
  assert.ok(verdict.kind === 'refuse', `the verdict is ${verdict.kind}`);
  assert.deepEqual([verdict.error.code, verdict.error.param], ['expectation_failed', header]);
}

for (const headers of [[], ['X-Tenant', ''], ['X-Tenant', '  ']]) {
  const found = headers.length === 0 ? 'missing' : JSON.stringify(headers[1]);
  test(`a request whose required header is ${found} is rejected`, async () => {
    assertRefused(await verdictOn({ required: ['X-Tenant'] }, { headers }), 'x-tenant');
  });
}

test('a required header may come from the profile', async () => {
  const verdict = await verdictOn({ required: ['x-tenant'] }, { headers: [] }, ['X-Tenant', 'blue']);
  assert.equal(verdict.kind, 'continue');
});

test('the first missing header is named', async () => {
  const verdict = await verdictOn({ required: ['x-a', 'x-b', 'x-c'] }, { headers: ['x-a', '1'] });
  assertRefused(verdict, 'x-b');
});

test('a disallowed header is removed, and everything else is unchanged', async () => {
  const headers = ['Accept', '*/*', 'X-Secret', '1', 'x-other', '2', 'x-secret', '3'];
  const verdict = await verdictOn({ disallowed: ['x-secret'] }, { id: 'r1', query: '?a=%20', headers });
  assert.ok(verdict.kind === 'rewrite');
  const { request } = verdict;
  assert.deepEqual(request.headers, ['Accept', '*/*', 'x-other', '2']);
  assert.deepEqual([request.id, request.method, request.query], ['r1', 'POST', '?a=%20']);
});

test('a required header that is disallowed must come from the profile', async () => {
  const options = { required: ['x-tenant'], disallowed: ['x-tenant'] };
  assertRefused(await verdictOn(options, { headers: ['X-Tenant', 'blue'] }), 'x-tenant');
});

const rules = { 'x-department': 'allowed-departments' };

for (const [value, list, isAllowed] of [
  ['sales', 'sales,support', true],
  [' Sales ', ' SALES , support ', true],
  ['sales-eu', 'sales*', true],
  ['anything', '*', true],
  ['sale', 'sales*', false],
  ['sales-eu', 'sales', false],
  ['sales', 'support', false],
  ['sales', ',,', false],
] as const) {
  const means = isAllowed ? 'is allowed' : 'is not allowed';
  test(`${JSON.stringify(value)} ${means} by the list ${JSON.stringify(list)}`, async () => {
    const headers = ['x-department', value];
    const verdict = await verdictOn({ rules }, { headers }, ['Allowed-Departments', list]);
    if (isAllowed) assert.equal(verdict.kind, 'continue');
    else assertRefused(verdict, 'x-department');
  });
}

test('both headers of a rule are required', async () => {
  assertRefused(await verdictOn({ rules }, { headers: [] }, ['allowed-departments', '*']), 'x-department');
  assertRefused(await verdictOn({ rules }, { headers: ['x-department', 'sales'] }), 'allowed-departments');
});

test('every line of a repeated header must be allowed', async () => {
  const headers = ['x-department', 'sales', 'X-Department', 'payroll'];
  assertRefused(await verdictOn({ rules }, { headers }, ['allowed-departments', 'sales']), 'x-department');
});

test('a client cannot send the list of allowed values', async () => {
  const headers = ['x-department', 'payroll', 'allowed-departments', 'payroll'];
  assertRefused(await verdictOn({ rules }, { headers }, ['allowed-departments', 'sales']), 'x-department');
  assertRefused(await verdictOn({ rules }, { headers }), 'allowed-departments');
});

test("the profile's value is checked instead of the client's", async () => {
  const injected = ['X-Department', 'sales', 'Allowed-Departments', 'sales'];
  const verdict = await verdictOn({ rules }, { headers: ['x-department', 'payroll'] }, injected);
  assert.equal(verdict.kind, 'continue');
});

const byPath = { rules: { S7Path: 'AllowedPaths' } };

for (const [path, query, isAllowed] of [
  ['/openai/v1/models', '', true],
  ['/OpenAI/v1/chat/completions', '?api-version=2024-10-21', true],
  ['/files/v1', '', true],
  ['/files/v1/1', '', false],
  ['/admin', '', false],
  ['/openai/../admin', '', false],
  ['/openai/%2E%2e/admin', '', false],
  ['/openai/..%2fadmin', '', false],
  ['/openai/v1..2/models', '', true],
] as const) {
  test(`S7Path stands for the path and query: ${path}${query} is ${isAllowed ? '' : 'not '}allowed`, async () => {
    const request = { path, query, headers: ['S7Path', '/openai/v1/models'] };
    const verdict = await verdictOn(byPath, request, ['AllowedPaths', '/openai/*, /files/v1']);
    if (isAllowed) assert.equal(verdict.kind, 'continue');
    else assertRefused(verdict, 's7path');
  });
}

test('the error does not quote the value', async () => {
  const verdict = await verdictOn({ rules }, { headers: ['x-department', 'hunter2'] }, [
    'allowed-departments',
    'a',
  ]);
  assert.ok(verdict.kind === 'refuse' && !verdict.error.message.includes('hunter2'));
});

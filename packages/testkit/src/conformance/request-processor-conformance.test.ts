import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LanewayError } from '@laneway/contracts';
import type { GatewayRequest, RequestProcessor, RequestView, RequestVerdict } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { failures } from './failures.test.fixture.ts';
import { requestProcessorConformance } from './request-processor-conformance.ts';

const verdicts = 'returns a valid verdict for every request';

function failuresOf(process: RequestProcessor['process']): Promise<readonly string[]> {
  const plugin = aPlugin('request-processor', () => ({ process }));
  return failures((register) => requestProcessorConformance({ test: register, plugin }));
}

function rewriting(change: (request: RequestView) => Partial<GatewayRequest>): Promise<readonly string[]> {
  return failuresOf((request) => ({ kind: 'rewrite', request: { ...request, ...change(request) } }));
}

test('correct request processors pass', async () => {
  assert.deepEqual(await failuresOf(() => ({ kind: 'continue' })), []);
  assert.deepEqual(await rewriting(({ headers }) => ({ headers: [...headers, 'x-seen', 'yes'] })), []);
  const error = new LanewayError('expectation_failed', 'A header is missing.');
  assert.deepEqual(await failuresOf(() => ({ kind: 'refuse', error })), []);
  assert.deepEqual(
    await failuresOf(() => ({ kind: 'respond', status: 204, headers: [], body: { kind: 'none' } })),
    [],
  );
});

test('an unknown verdict is caught', async () => {
  const failed = await failuresOf(() => ({ kind: 'maybe' }) as unknown as RequestVerdict);
  assert.ok(failed.includes(verdicts));
});

test('a refusal without a code of the table is caught', async () => {
  const failed = await failuresOf(() => ({ kind: 'refuse', error: new Error('no') as LanewayError }));
  assert.ok(failed.includes(verdicts));
});

test('an answer with an invalid status is caught', async () => {
  const failed = await failuresOf(() => ({
    kind: 'respond',
    status: 99,
    headers: [],
    body: { kind: 'none' },
  }));
  assert.ok(failed.includes(verdicts));
});

test('a rewrite with another id or an invalid path is caught', async () => {
  assert.ok((await rewriting(() => ({ id: 'other' }))).includes(verdicts));
  assert.ok((await rewriting(() => ({ path: 'v1/models' }))).includes(verdicts));
  assert.ok((await rewriting(() => ({ query: 'a=b' }))).includes(verdicts));
});

test('a processor that needs a profile is caught', async () => {
  const failed = await failuresOf((_request, profile) => {
    if (profile === undefined) throw new TypeError('no profile');
    return { kind: 'continue' };
  });
  assert.ok(failed.includes('accepts requests of callers without a profile'));
});

test('a processor that expects every body to be JSON is caught', async () => {
  const failed = await failuresOf((request) => {
    const { messages } = request.json() as { readonly messages: readonly unknown[] };
    return messages.length > 100
      ? { kind: 'refuse', error: new LanewayError('bad_request', 'Too many messages.') }
      : { kind: 'continue' };
  });
  assert.ok(failed.includes(verdicts));
});

test('a processor that changes the request is caught', async () => {
  const failed = await failuresOf((request) => {
    (request.headers as string[]).push('x-seen', 'yes');
    return { kind: 'continue' };
  });
  assert.deepEqual(failed, ['changes neither the request nor the profile']);
});

test('a processor that overwrites the bytes of a body is caught', async () => {
  const failed = await failuresOf(({ body }) => {
    if (body.kind === 'bytes') body.bytes.fill(32);
    return { kind: 'continue' };
  });
  assert.deepEqual(failed, ['changes neither the request nor the profile']);
});

test('a processor that reads a streamed body and supplies no other is caught', async () => {
  const failed = await failuresOf(async ({ body }) => {
    if (body.kind !== 'stream') return { kind: 'continue' };
    for await (const chunk of body.chunks) assert.ok(chunk.length > 0);
    return { kind: 'continue' };
  });
  assert.deepEqual(failed, ['supplies a new body after it has read a streamed one']);
});

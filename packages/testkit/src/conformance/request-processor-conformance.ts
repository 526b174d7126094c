import assert from 'node:assert/strict';
import { isLanewayError } from '@laneway/contracts';
import type { GatewayRequest, RequestVerdict, RequestView } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aBody, aStreamedBody } from '../builders/a-body.ts';
import { aProfile, aRequest } from '../builders/a-request.ts';
import { assertHeaders } from './assert-headers.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { frozen, registerPromises } from './trial.ts';

/** Registers the tests that every request processor passes. */
export function requestProcessorConformance(subject: Subject<'request-processor'>): void {
  pluginConformance('request-processor', subject);
  registerPromises(subject, promises);
}

const promises: Promises<'request-processor'> = {
  'returns a valid verdict for every request': async ({ instance }) => {
    for (const request of requests()) assertSound(await instance.process(request, aProfile()), request);
  },

  'accepts requests of callers without a profile': async ({ instance }) => {
    for (const request of requests()) assertSound(await instance.process(request, undefined), request);
  },

  'changes neither the request nor the profile': async ({ instance }) => {
    const profile = frozen(aProfile({ headers: ['X-Team', 'blue'] }));
    for (const request of requests()) {
      const before = bytesOf(request);
      await instance.process(frozen(request), profile);
      assert.deepEqual(bytesOf(request), before);
    }
  },

  'supplies a new body after it has read a streamed one': async ({ instance }) => {
    const { request, wasRead } = streamedRequest();
    const verdict = await instance.process(request, undefined);
    if (!wasRead() || verdict.kind === 'respond' || verdict.kind === 'refuse') return;
    assert.ok(
      verdict.kind === 'rewrite' && verdict.request.body !== request.body,
      'The processor has consumed the body and supplies no other, so the backend would get none.',
    );
  },
};

function requests(): readonly RequestView[] {
  return [
    aRequest(),
    aRequest({ method: 'GET', path: '/openai/v1/models', body: { kind: 'none' }, model: undefined, cost: 0 }),
    aRequest({
      query: '?api-version=2024-10-21&x=%20',
      path: '/openai/deployments/gpt%2D4o/chat/completions',
    }),
    aRequest({ body: aBody('not json') }),
    aRequest({ body: aBody('null') }),
    aRequest({ body: aBody('') }),
    aRequest({ body: aStreamedBody('{"model":', '"gpt-4o"}') }),
    aRequest({ headers: [] }),
    aRequest({ headers: ['x-repeated', 'one', 'X-Repeated', 'two', 'x-empty', ''] }),
  ];
}

function streamedRequest(): { readonly request: RequestView; readonly wasRead: () => boolean } {
  const body = aStreamedBody('{"model":"gpt-4o"}');
  let read = false;
  const chunks: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]() {
      read = true;
      return body.chunks[Symbol.asyncIterator]();
    },
  };
  return { request: aRequest({ body: { ...body, chunks } }), wasRead: () => read };
}

function bytesOf({ body }: GatewayRequest): Uint8Array | undefined {
  return body.kind === 'bytes' ? body.bytes.slice() : undefined;
}

function assertSound(verdict: RequestVerdict, request: RequestView): void {
  switch (verdict.kind) {
    case 'continue':
      return;
    case 'rewrite':
      return assertSoundRewrite(verdict.request, request);
    case 'respond':
      assert.ok(Number.isInteger(verdict.status) && verdict.status >= 200 && verdict.status <= 599);
      return assertHeaders(verdict.headers);
    case 'refuse':
      assert.ok(isLanewayError(verdict.error), 'A refusal carries a LanewayError.');
      return;
    default:
      verdict satisfies never;
      assert.fail(`${JSON.stringify(verdict)} is not a verdict.`);
  }
}

function assertSoundRewrite(rewritten: GatewayRequest, { id }: RequestView): void {
  assert.equal(rewritten.id, id, 'A rewrite keeps the id.');
  assert.match(rewritten.path, /^\//);
  assert.match(rewritten.query, /^(\?|$)/);
  assertHeaders(rewritten.headers);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aBody, aStreamedBody } from './a-body.ts';
import { aRequest } from './a-request.ts';

test('json() parses the body of the request', () => {
  assert.deepEqual(aRequest({ body: aBody({ model: 'x' }) }).json(), { model: 'x' });
});

test('json() parses the body once', () => {
  const request = aRequest();
  assert.equal(request.json(), request.json());
});

test('json() is undefined without a body, for a streamed body and for a body that is not JSON', () => {
  assert.equal(aRequest({ body: aBody('not json') }).json(), undefined);
  assert.equal(aRequest({ body: aStreamedBody('{}') }).json(), undefined);
  assert.equal(aRequest({ body: { kind: 'none' } }).json(), undefined);
});

test('a streamed body can be read once, and throws when it is read again', async () => {
  const body = aStreamedBody('one', 'two');
  assert.deepEqual(await textsOf(body), ['one', 'two']);
  await assert.rejects(textsOf(body), /read twice/);
});

async function textsOf({ chunks }: ReturnType<typeof aStreamedBody>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const chunk of chunks) texts.push(new TextDecoder().decode(chunk));
  return texts;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aBody, aStreamedBody } from './a-body.ts';
import { aRequest } from './a-request.ts';

test('a request reads the JSON of its own body', () => {
  assert.deepEqual(aRequest({ body: aBody({ model: 'x' }) }).json(), { model: 'x' });
});

test('a request parses its body once', () => {
  const request = aRequest();
  assert.equal(request.json(), request.json());
});

test('a body that is no JSON, or was not read whole, has none', () => {
  assert.equal(aRequest({ body: aBody('not json') }).json(), undefined);
  assert.equal(aRequest({ body: aStreamedBody('{}') }).json(), undefined);
  assert.equal(aRequest({ body: { kind: 'none' } }).json(), undefined);
});

test('a streamed body gives its chunks once and refuses a second reading', async () => {
  const body = aStreamedBody('one', 'two');
  assert.deepEqual(await textsOf(body), ['one', 'two']);
  await assert.rejects(textsOf(body), /read twice/);
});

async function textsOf({ chunks }: ReturnType<typeof aStreamedBody>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const chunk of chunks) texts.push(new TextDecoder().decode(chunk));
  return texts;
}

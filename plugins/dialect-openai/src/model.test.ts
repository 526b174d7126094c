import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { RequestView } from '@laneway/contracts';
import { aBody, aRequest, aStreamedBody } from '@laneway/testkit';

import { modelInBody, modelInHead, rename } from './model.ts';

const noBody = { kind: 'none' } as const;

function textOf({ body }: Pick<RequestView, 'body'>): string {
  return body.kind === 'bytes' ? new TextDecoder().decode(body.bytes) : '';
}

describe('a model in the path', () => {
  const inPath = (path: string) => modelInHead(aRequest({ path, query: '' }));

  test('is the segment after /deployments/', () => {
    assert.equal(inPath('/openai/deployments/gpt-4o/chat/completions'), 'gpt-4o');
    assert.equal(inPath('/openai/deployments/gpt-4o'), 'gpt-4o');
  });

  test('is decoded, unless it can not be', () => {
    assert.equal(inPath('/openai/deployments/my%20model/x'), 'my model');
    assert.equal(inPath('/openai/deployments/50%/x'), '50%');
  });

  test('is undefined where no deployment is named', () => {
    for (const path of ['/', '/v1/chat/completions', '/openai/deployments', '/openai/deployments/'])
      assert.equal(inPath(path), undefined);
  });

  test('wins over the query', () => {
    assert.equal(modelInHead(aRequest({ path: '/openai/deployments/a/x', query: '?model=b' })), 'a');
  });

  test('is renamed in its place, encoded, and nothing else is', () => {
    const request = aRequest({
      path: '/openai/deployments/a%20b/chat%2F/x',
      query: '?model=a',
      body: aBody('{"model":"a"}'),
    });
    const renamed = rename(request, 'c/d');
    assert.equal(renamed.path, '/openai/deployments/c%2Fd/chat%2F/x');
    assert.equal(renamed.query, '?model=a');
    assert.equal(renamed.body, request.body);
  });
});

describe('a model in the query', () => {
  const inQuery = (query: string) => modelInHead(aRequest({ path: '/v1/realtime', query }));

  test('is the value of deployment, or else of model', () => {
    assert.equal(inQuery('?api-version=1&model=b&deployment=a'), 'a');
    assert.equal(inQuery('?model=my+model%21&x=1'), 'my model!');
  });

  test('is undefined where none is named', () => {
    for (const query of ['', '?', '?api-version=1', '?model=', '?remodel=x'])
      assert.equal(inQuery(query), undefined);
  });

  test('is renamed in its place, encoded', () => {
    const request = aRequest({ path: '/v1/realtime', query: '?a=1&model=x&b=%20', body: noBody });
    assert.equal(rename(request, 'y z&').query, '?a=1&model=y%20z%26&b=%20');
    assert.equal(rename({ ...request, query: '?a=1' }, 'y').query, '?a=1');
  });
});

describe('a model in a JSON body', () => {
  test('is the model of the object', () => {
    assert.equal(modelInBody(aRequest({ body: aBody({ model: 'gpt-4o' }) })), 'gpt-4o');
    for (const json of [null, 'model', [], {}, { model: 7 }, { model: '' }])
      assert.equal(modelInBody(aRequest({ body: aBody(json) })), undefined);
  });

  test('is not looked for in a body that is streamed', () => {
    assert.equal(modelInBody(aRequest({ body: aStreamedBody('{"model":"gpt-4o"}') })), undefined);
  });

  test('is renamed, and no other byte', () => {
    const body = aBody('{ "messages": [],\n  "model":"gpt-4o", "note": "model: gpt-4o" }');
    assert.equal(
      textOf(rename(aRequest({ body }), 'east')),
      '{ "messages": [],\n  "model":"east", "note": "model: gpt-4o" }',
    );
  });
});

describe('a model in a multipart form', () => {
  const boundary = 'X-b0und';
  const headers = ['Content-Type', `multipart/form-data; charset=utf-8; boundary="${boundary}"`];
  const file =
    'Content-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n\r\n--X-b\r\r\n';

  function form(...parts: string[]): string {
    return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
  }

  function field(name: string, value: string): string {
    return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
  }

  function request(body: string): RequestView {
    return aRequest({ headers, body: aBody(body) });
  }

  test('is the value of the field called model', () => {
    assert.equal(modelInBody(request(form(file, field('n', '1'), field('model', 'whisper')))), 'whisper');
    assert.equal(modelInBody(request(form(file, field('models', 'x')))), undefined);
  });

  test('is renamed, and no other byte', () => {
    const withModel = (model: string) =>
      form(field('language', 'model'), file, field('model', model), field('prompt', 'name="model"'));
    assert.equal(textOf(rename(request(withModel('whisper')), 'w-east')), withModel('w-east'));
  });

  test('is found with any other parameters of the part and any quoting of its name', () => {
    const part = 'content-type: text/plain\r\ncontent-disposition: form-data; name=model\r\n\r\nwhisper';
    assert.equal(modelInBody(request(form(part))), 'whisper');
  });

  test('is not a file called model', () => {
    const part = 'Content-Disposition: form-data; name="model"; filename="m.bin"\r\n\r\nbytes';
    assert.equal(modelInBody(request(form(part))), undefined);
  });

  test('is found after a preamble', () => {
    assert.equal(modelInBody(request(`hello\r\n${form(field('model', 'whisper'))}`)), 'whisper');
  });

  test('is not looked for in a body of another kind', () => {
    const body = aBody(form(field('model', 'whisper')));
    assert.equal(modelInBody(aRequest({ headers: ['Content-Type', 'text/plain'], body })), undefined);
  });

  test('leaves a body that is no such form as it is', () => {
    for (const text of ['', 'hello', `--${boundary}`, `--${boundary}\r\nname="model"\r\n--${boundary}--`])
      assert.equal(textOf(rename(request(text), 'new')), text);
  });
});

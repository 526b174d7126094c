import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import {
  modelInBody,
  modelInMultipart,
  modelInPath,
  modelInQuery,
  renameInJson,
  renameInMultipart,
  renameInPath,
  renameInQuery,
} from './model-name.ts';

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

describe('a model in a path', () => {
  test('is the segment behind /deployments/', () => {
    const path = '/openai/deployments/gpt-4o/chat/completions';
    assert.deepEqual(modelInPath(path), { name: 'gpt-4o', start: 20, end: 26 });
    assert.equal(modelInPath('/openai/deployments/gpt-4o')?.name, 'gpt-4o');
  });

  test('is decoded, unless it can not be', () => {
    assert.equal(modelInPath('/openai/deployments/my%20model/x')?.name, 'my model');
    assert.equal(modelInPath('/openai/deployments/50%/x')?.name, '50%');
  });

  test('is undefined where no deployment is named', () => {
    for (const path of ['/', '/v1/chat/completions', '/openai/deployments', '/openai/deployments/']) {
      assert.equal(modelInPath(path), undefined);
    }
  });

  test('is renamed in its place, encoded', () => {
    assert.equal(
      renameInPath('/openai/deployments/a%20b/chat%2F/x', 'c/d'),
      '/openai/deployments/c%2Fd/chat%2F/x',
    );
    assert.equal(renameInPath('/v1/models', 'x'), '/v1/models');
  });
});

describe('a model in a query', () => {
  test('is the value of deployment, or else of model', () => {
    assert.equal(modelInQuery('?api-version=1&model=b&deployment=a'), 'a');
    assert.equal(modelInQuery('?model=my+model%21&x=1'), 'my model!');
  });

  test('is undefined where none is named', () => {
    for (const query of ['', '?', '?api-version=1', '?model=', '?remodel=x'])
      assert.equal(modelInQuery(query), undefined);
  });

  test('is renamed in its place, encoded', () => {
    assert.equal(renameInQuery('?a=1&model=x&b=%20', 'y z&'), '?a=1&model=y%20z%26&b=%20');
    assert.equal(renameInQuery('?a=1', 'y'), '?a=1');
  });
});

describe('a model in a body', () => {
  test('is the model of an object', () => {
    assert.equal(modelInBody({ model: 'gpt-4o' }), 'gpt-4o');
    for (const json of [undefined, null, 'model', [], {}, { model: 7 }, { model: '' }]) {
      assert.equal(modelInBody(json), undefined);
    }
  });
});

describe('renameInJson', () => {
  function renamed(json: string, to = 'new'): string {
    return decode(renameInJson(encode(json), to));
  }

  test('changes the model and no other byte', () => {
    assert.equal(
      renamed('{ "temperature": 1.50,\n "model" :\t"old" , "n":1e0 }\n'),
      '{ "temperature": 1.50,\n "model" :\t"new" , "n":1e0 }\n',
    );
  });

  test('leaves models that are not at the top alone', () => {
    const json =
      '{"a":{"model":"x"},"b":[{"model":"y"},"model","z"],"c":"model","model":"old","d":"\\"model\\":\\"v\\""}';
    assert.equal(renamed(json), json.replace('"old"', '"new"'));
  });

  test('changes all of a key that is there more than once', () => {
    assert.equal(renamed('{"model":"a","x":1,"model":"b"}'), '{"model":"new","x":1,"model":"new"}');
  });

  test('knows the key when it is written with escapes', () => {
    assert.equal(
      renamed('{"\\u006dode\\u006C":"a","mod\\"el":"b"}'),
      '{"\\u006dode\\u006C":"new","mod\\"el":"b"}',
    );
  });

  test('leaves a model that is no string alone', () => {
    for (const json of [
      '{"model":null,"x":"y"}',
      '{"model":{"model":"x"}}',
      '{"model":["x"]}',
      '{"model":1,"a":"b"}',
    ]) {
      assert.equal(renamed(json), json);
    }
  });

  test('returns the very same bytes where there is no model', () => {
    for (const json of ['', '[{"model":"x"}]', '"model"', '{}', 'model', '{"a":"{\\"model\\":\\"x\\"}"}']) {
      const bytes = encode(json);
      assert.equal(renameInJson(bytes, 'new'), bytes);
    }
  });

  test('writes a name that needs escapes as JSON', () => {
    assert.equal(renamed('{"model":"a"}', 'q"\\é'), '{"model":"q\\"\\\\é"}');
  });

  test('overlooks a byte order mark', () => {
    assert.equal(renamed('\uFEFF {"model":"a"}'), '\uFEFF {"model":"new"}');
  });

  test('ends with whatever it is given', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => renameInJson(bytes, 'new') instanceof Uint8Array));
    fc.assert(fc.property(fc.stringMatching(/^\{[{}[\]",:\\model]*$/), (text) => renamed(text).length > 0));
  });

  test('gives what parsing, changing and printing gives, for any object', () => {
    const values = fc.jsonValue({ maxDepth: 3 });
    const objects = fc.dictionary(fc.oneof(fc.string(), fc.constant('model')), values);
    fc.assert(
      fc.property(objects, fc.string(), fc.nat(4), (object, to, indent) => {
        const json = JSON.stringify(object, undefined, indent);
        const expected = typeof object['model'] === 'string' ? { ...object, model: to } : object;
        assert.equal(renamed(json, to), JSON.stringify(expected, undefined, indent));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a model in a multipart form', () => {
  const boundary = 'X-b0und';
  const file =
    'Content-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n\r\n--X-b\r\r\n';

  function form(...parts: string[]): Uint8Array {
    return encode(`${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`);
  }

  function field(name: string, value: string): string {
    return `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
  }

  test('is the value of the field called model', () => {
    assert.equal(
      modelInMultipart(form(file, field('n', '1'), field('model', 'whisper')), boundary),
      'whisper',
    );
    assert.equal(modelInMultipart(form(file, field('models', 'x')), boundary), undefined);
  });

  test('is renamed, and no other byte', () => {
    const before = form(
      field('language', 'model'),
      file,
      field('model', 'whisper'),
      field('prompt', 'name="model"'),
    );
    const after = form(
      field('language', 'model'),
      file,
      field('model', 'w-east'),
      field('prompt', 'name="model"'),
    );
    assert.equal(decode(renameInMultipart(before, boundary, 'w-east')), decode(after));
  });

  test('is found whatever else the part says and however its name is quoted', () => {
    const part = 'content-type: text/plain\r\ncontent-disposition: form-data; name=model\r\n\r\nwhisper';
    assert.equal(modelInMultipart(form(part), boundary), 'whisper');
  });

  test('is no file called model', () => {
    const part = 'Content-Disposition: form-data; name="model"; filename="m.bin"\r\n\r\nbytes';
    assert.equal(modelInMultipart(form(part), boundary), undefined);
  });

  test('is found behind a preamble', () => {
    const bytes = encode(`hello\r\n${decode(form(field('model', 'whisper')))}`);
    assert.equal(modelInMultipart(bytes, boundary), 'whisper');
  });

  test('leaves a body that is no such form as it is', () => {
    for (const text of ['', 'hello', `--${boundary}`, `--${boundary}\r\nname="model"\r\n--${boundary}--`]) {
      const bytes = encode(text);
      assert.equal(renameInMultipart(bytes, boundary, 'new'), bytes);
    }
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { replaceMember } from './replace-member.ts';

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function replaced(json: string, to = 'new'): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(replaceMember(encode(json), 'model', to));
}

test('the member changes and no other byte does', () => {
  assert.equal(
    replaced('{ "temperature": 1.50,\n "model" :\t"old" , "n":1e0 }\n'),
    '{ "temperature": 1.50,\n "model" :\t"new" , "n":1e0 }\n',
  );
});

test('members of the same name inside the object stay as they are', () => {
  const json =
    '{"a":{"model":"x"},"b":[{"model":"y"},"model","z"],"c":"model","model":"old","d":"\\"model\\":\\"v\\""}';
  assert.equal(replaced(json), json.replace('"old"', '"new"'));
});

test('a repeated member changes everywhere', () => {
  assert.equal(replaced('{"model":"a","x":1,"model":"b"}'), '{"model":"new","x":1,"model":"new"}');
});

test('a member whose name is written with escapes is found', () => {
  assert.equal(
    replaced('{"\\u006dode\\u006C":"a","mod\\"el":"b"}'),
    '{"\\u006dode\\u006C":"new","mod\\"el":"b"}',
  );
});

test('a member that is not a string stays as it is', () => {
  for (const json of [
    '{"model":null,"x":"y"}',
    '{"model":{"model":"x"}}',
    '{"model":["x"]}',
    '{"model":1,"a":"b"}',
  ]) {
    assert.equal(replaced(json), json);
  }
});

test('bytes without the member are returned without being copied', () => {
  for (const json of ['', '[{"model":"x"}]', '"model"', '{}', 'model', '{"a":"{\\"model\\":\\"x\\"}"}']) {
    const bytes = encode(json);
    assert.equal(replaceMember(bytes, 'model', 'new'), bytes);
  }
});

test('a value that needs escapes is written as JSON', () => {
  assert.equal(replaced('{"model":"a"}', 'q"\\é'), '{"model":"q\\"\\\\é"}');
});

test('a byte order mark before the object is passed over', () => {
  assert.equal(replaced('\uFEFF {"model":"a"}'), '\uFEFF {"model":"new"}');
});

test('any bytes give bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => replaceMember(bytes, 'model', 'new') instanceof Uint8Array),
  );
  fc.assert(fc.property(fc.stringMatching(/^\{[{}[\]",:\\model]*$/), (text) => replaced(text).length > 0));
});

test('any object becomes what parsing, changing and printing it gives', () => {
  const values = fc.jsonValue({ maxDepth: 3 });
  const objects = fc.dictionary(fc.oneof(fc.string(), fc.constant('model')), values);
  fc.assert(
    fc.property(objects, fc.string(), fc.nat(4), (object, to, indent) => {
      const json = JSON.stringify(object, undefined, indent);
      const expected = typeof object['model'] === 'string' ? { ...object, model: to } : object;
      assert.equal(replaced(json, to), JSON.stringify(expected, undefined, indent));
    }),
    { numRuns: 1000 },
  );
});

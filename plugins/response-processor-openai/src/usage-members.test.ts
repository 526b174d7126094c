import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { parseJson } from './json-object.ts';
import { parseUsageMembers } from './usage-members.ts';

const name = fc.constantFrom('model', 'service_tier', 'usage', 'data', 'object', '"usage"');
const answer = fc.letrec((tie) => ({
  object: fc.dictionary(name, tie('value')),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('model', '"usage":{', '{"model":"x"}', 1, null),
    fc.array(tie('value')),
    tie('object'),
  ),
})).object;

test('finds the same model, tier and usage as reading the whole answer does', () => {
  fc.assert(
    fc.property(answer, fc.nat(2), (value, indent) => {
      const json = JSON.stringify(value, undefined, indent);
      const [whole, found] = [parseJson(json), parseUsageMembers(Buffer.from(json))];
      for (const member of ['model', 'service_tier', 'usage'])
        assert.deepEqual(found?.[member], whole?.[member]);
    }),
  );
});

const padding = 'x'.repeat(100_000);

test('finds the same in large answers, wherever they stand in it', () => {
  fc.assert(
    fc.property(answer, fc.boolean(), (value, isFirst) => {
      const json = JSON.stringify(isFirst ? { padding, ...value } : { ...value, padding });
      const [whole, found] = [parseJson(json), parseUsageMembers(Buffer.from(json))];
      for (const member of ['model', 'service_tier', 'usage'])
        assert.deepEqual(found?.[member], whole?.[member]);
    }),
  );
});

test('reads no more than the end of large embeddings', () => {
  const body = `{"data":["${padding}" this is no JSON ],"model":"m","usage":{"prompt_tokens":8}}`;
  assert.deepEqual(parseUsageMembers(Buffer.from(body)), { model: 'm', usage: { prompt_tokens: 8 } });
});

test('finds nothing in what is no object, breaks off or goes on', () => {
  for (const text of [
    '',
    'null',
    '[{"usage":{"prompt_tokens":8}}]',
    '{"usage":{"prompt_tokens":8}',
    '{"usage":{"prompt_tokens":8}}}',
    '{"usage":{"prompt_tokens":oops}}',
    '{"usage" {"prompt_tokens":8}}',
    '{"text":"\\',
  ])
    assert.equal(parseUsageMembers(Buffer.from(text)), undefined, text);
});

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

test('reads no more than the end of embeddings', () => {
  const body =
    '{"object":"list","data":[0.1, these are no numbers ],"model":"m","usage":{"prompt_tokens":8}}';
  assert.deepEqual(parseUsageMembers(Buffer.from(body)), { model: 'm', usage: { prompt_tokens: 8 } });
});

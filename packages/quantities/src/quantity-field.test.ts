import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';

import { byteSize, duration, percentage } from './quantity-field.ts';

test('options become numbers: milliseconds, bytes and shares', () => {
  const options = z.strictObject({
    poll: duration({ minMs: 1 }).prefault('30s'),
    largest: byteSize(),
    share: percentage(),
  });
  assert.deepEqual(options.parse({ largest: '64KiB', share: '20%' }), {
    poll: 30_000,
    largest: 65_536,
    share: 0.2,
  });
});

test('a field can have a minimum', () => {
  assert.equal(duration({ minMs: 1 }).parse('1ms'), 1);
  assert.equal(messageOf(duration({ minMs: 1 }), '0s'), 'Must be at least 1ms.');
  assert.equal(byteSize({ min: 1024 }).parse('1KiB'), 1024);
  assert.equal(messageOf(byteSize({ min: 1024 }), 1023), 'Must be at least 1024 bytes.');
});

test('an issue has a message, the allowed forms and a suggestion', () => {
  const [issue] = duration().safeParse(30).error?.issues ?? [];
  assert(issue?.code === 'custom');
  assert.equal(issue.message, 'A duration needs a unit.');
  assert.deepEqual(issue.params, { allowed: ['250ms', '2s', '5m', '1h', '1d'], suggestion: '30s' });
});

test('the JSON Schema of a quantity accepts its written forms', () => {
  const { anyOf } = z.toJSONSchema(duration({ minMs: 1 }), { io: 'input' });
  const [form, nought] = anyOf ?? [];
  assert(typeof form === 'object' && typeof nought === 'object');
  assert.deepEqual(nought, { const: 0 });
  const pattern = new RegExp(form.pattern ?? '');
  for (const text of ['250ms', '1.5h', ' 2 s ']) assert.match(text, pattern);
  for (const text of ['30', '1h30m', '-1s', '5sec']) assert.doesNotMatch(text, pattern);
});

function messageOf(schema: z.ZodType, written: unknown): string | undefined {
  return schema.safeParse(written).error?.issues[0]?.message;
}

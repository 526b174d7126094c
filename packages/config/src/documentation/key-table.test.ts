import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { pluginUse } from '../schema/plugin-use.ts';
import { configDocument } from '../schema/config-document.ts';
import { describeSchema } from '../schema/describe-schema.ts';
import { keyTable } from './key-table.ts';

function rowsOf(schema: z.ZodType): string[] {
  return keyTable(describeSchema(schema)).split('\n').slice(2);
}

test('the key table has a row with type, default and meaning for each key', () => {
  const schema = z.strictObject({
    wait: duration().prefault('30s').describe('How long.'),
    level: z.enum(['low', 'high']).default('low').describe('Which | level.'),
    share: z.number().positive().describe('How much.'),
    on: z.array(z.int().min(1).max(9)).default([1, 2]).describe('Which ones.'),
  });
  assert.deepEqual(rowsOf(schema), [
    '| `wait` | duration | `30s` | How long. |',
    '| `level` | `low`, `high` | `low` | Which \\| level. |',
    '| `share` | number, more than 0 | required | How much. |',
    '| `on` | list of whole number, 1 to 9 | 1, 2 | Which ones. |',
  ]);
});

test('the key table lists the keys inside maps and lists, but not those of a plugin use', () => {
  const item = z.strictObject({ name: z.string().describe('A name.') });
  const schema = z.strictObject({
    things: z.record(z.string(), item).optional().describe('Things.'),
    lists: z.array(item).optional().describe('Lists.'),
    policy: pluginUse('queue-policy').prefault('strict').describe('Order.'),
  });
  assert.deepEqual(rowsOf(schema), [
    '| `things` | map of name to map of keys |  | Things. |',
    '| `things.*.name` | text | required | A name. |',
    '| `lists` | list of map of keys |  | Lists. |',
    '| `lists.*.name` | text | required | A name. |',
    '| `policy` | plugin (queue-policy) | `strict` | Order. |',
  ]);
});

test('every key of a config has a meaning, as a sentence', () => {
  for (const row of rowsOf(configDocument)) assert.match(row, / \| [^|]+\. \|$/, row);
});

test('the key table of the README is current (`npm run format` writes it)', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  assert(readme.includes(keyTable(describeSchema(configDocument))));
});

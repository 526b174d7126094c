import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contractVersions } from '@laneway/contracts';

const document = readFileSync(
  new URL('../../../packages/contracts/WRITING-A-PLUGIN.md', import.meta.url),
  'utf8',
);
const examples = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'));

test('there is one example for every kind of plugin', () => {
  const kinds = Object.keys(contractVersions).toSorted((a, b) => b.length - a.length);
  const kindOf = (example: string) => kinds.find((kind) => example.startsWith(`${kind}-`)) ?? example;
  assert.deepEqual(examples.map(kindOf).toSorted(), kinds.toSorted());
});

test('the document shows every example as it is compiled and tested', () => {
  const blocks = [...document.matchAll(/<!-- test\/examples\/src\/(\S+) -->\n```ts\n([^]*?)```/g)];
  const shown = Object.fromEntries(blocks.map(([, name, text]) => [name, text]));
  for (const example of examples)
    assert.equal(shown[example], readFileSync(join(import.meta.dirname, example), 'utf8'), example);
  assert.deepEqual(Object.keys(shown).toSorted(), examples.toSorted());
});

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './workspace.mjs';

const tagOfGroup = { plugins: 'plugin', test: 'test' };

function foldersOf(group) {
  return readdirSync(join(root, group)).filter((name) => existsSync(join(root, group, name, 'package.json')));
}

function tagsOf(group, folder) {
  return JSON.parse(readFileSync(join(root, group, folder, 'turbo.json'), 'utf8')).tags;
}

// `turbo boundaries` has no rule for a package without a tag, and accepts every import of it.
for (const [group, tag] of Object.entries(tagOfGroup)) {
  test(`everything in ${group}/ has the import rules of a ${tag}`, () => {
    for (const folder of foldersOf(group))
      assert.deepEqual(tagsOf(group, folder), [tag], `${group}/${folder}`);
  });
}

test('every package in packages/ has import rules of its own', () => {
  const rules = readFileSync(join(root, 'turbo.json'), 'utf8');
  for (const folder of foldersOf('packages')) {
    const tags = tagsOf('packages', folder);
    assert.equal(tags.length, 1, folder);
    assert.match(rules, new RegExp(`"${tags[0]}": \\{\\s*"dependencies"`), folder);
    assert.ok(!Object.values(tagOfGroup).includes(tags[0]), folder);
  }
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../workspace.mjs';
import { sourceFiles } from './room-imports.mjs';

const vendor = /openai|azure|anthropic|x-ms-/i;

test('the engine names no vendor: what one of them says is known to its dialect', () => {
  const folder = join(root, 'packages/core/src');
  const files = sourceFiles(folder);
  assert.ok(files.includes('gateway.ts'));
  const naming = files.flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (vendor.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  assert.deepEqual(naming, []);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { withSection } from './document-section.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';

test('a section is replaced, and the text around it stays', () => {
  const text = 'before\n<!-- keys -->\nold\n<!-- /keys -->\nafter\n';
  assert.equal(withSection(text, 'keys', 'new'), 'before\n<!-- keys -->\n\nnew\n\n<!-- /keys -->\nafter\n');
  assert.throws(() => withSection(text, 'routes', 'new'), /no section between <!-- routes -->/);
});

test('the check fails until the section is written', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'README.md');
    writeFileSync(file, '<!-- keys -->\n<!-- /keys -->\n');
    const module = new URL('./document-section.mjs', import.meta.url).href;
    const script = `import { documentSection } from ${JSON.stringify(module)};
      documentSection({ file: new URL(${JSON.stringify(pathToFileURL(file).href)}), section: 'keys', content: 'new' });`;
    const path = join(folder, 'write.mjs');
    writeFileSync(path, script);
    const run = (...args) => spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
    const stale = run('--check');
    assert.equal(stale.status, 1);
    assert.match(stale.stderr, /README\.md is not current\. Run `npm run format`\./);
    assert.equal(run().status, 0);
    assert.match(readFileSync(file, 'utf8'), /new/);
    assert.equal(run('--check').status, 0);
  });
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder with these files (path to content) that is gone after the test. */
export function aFolder(context: TestContext, files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'laneway-config-')));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Source of a module that exports a plugin. */
export function aPluginModule(kind = 'balancer', overrides = ''): string {
  return `export default {
  kind: '${kind}', name: 'example', contract: 1,
  options: { '~standard': { version: 1, vendor: 'example', validate: (value) => ({ value }) } },
  create() { return {}; },
  ${overrides}
};
`;
}

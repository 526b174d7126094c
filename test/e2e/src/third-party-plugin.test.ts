import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { installPackages, packageFolder, standardSchema } from './harness/install-packages.ts';
import { runLaneway } from './harness/laneway-command.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

const plugin = fileURLToPath(new URL('fixtures/laneway-response-processor-motto', import.meta.url));
const plugins = { motto: 'laneway-response-processor-motto' };

test('a third-party plugin is installed from its tarball, loaded by name and run', async (t) => {
  const folder = await installedPlugin(t);
  const backend = await aModelServer(t);
  const processors = ['openai', { use: 'motto', options: { motto: 'festina lente' } }];
  const gateway = await serve(t, {
    folder,
    config: { plugins, endpoints: { a: { url: backend.url, processors } } },
  });
  const response = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a'));
  const answer = (await response.json()) as { motto: string; object: string };
  assert.deepEqual([answer.motto, answer.object], ['festina lente', 'chat.completion']);
  const line = await gateway.logged(({ msg }) => msg === 'motto chosen');
  assert.equal(line['instance'], 'endpoints.a.processors.1');
});

test('mistakes in its options are reported with line and column', async (t) => {
  const folder = await installedPlugin(t);
  const config = `plugins: { motto: laneway-response-processor-motto }
endpoints:
  a:
    url: http://127.0.0.1:9
    processors:
      - use: motto
        options: { motto: 5, volume: 11 }
`;
  writeFileSync(join(folder, 'laneway.yaml'), config);
  const { code, stdout } = await runLaneway(t, ['check'], { cwd: folder });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^laneway\.yaml:7:27 {2}endpoints\.a\.processors\.0\.options\.motto {2}A text is needed/m,
  );
  assert.match(stdout, /^laneway\.yaml:7:38 {2}endpoints\.a\.processors\.0\.options\.volume {2}Unknown key/m);
});

/** A new folder with the plugin and the contracts installed from their tarballs. */
async function installedPlugin(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t, { 'package.json': '{ "private": true }' });
  // Outside the repository, so that no package of the workspace is found by accident.
  cpSync(plugin, join(folder, 'plugin'), { recursive: true });
  await installPackages(folder, [packageFolder('contracts'), standardSchema, join(folder, 'plugin')]);
  return folder;
}

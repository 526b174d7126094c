import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { aModelServer, postJson } from '@laneway/model-server';

import { AdminApi } from './harness/admin-api.ts';
import { chatBody, chatPath } from './harness/chat-request.ts';
import { runLaneway } from './harness/laneway-command.ts';
import { metricLines } from './harness/metric-lines.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

/** A third-party processor that counts bytes as tokens, or never returns. */
const theirs = `export default {
  kind: 'response-processor',
  name: 'theirs',
  contract: 1,
  options: { '~standard': { version: 1, vendor: 'theirs', validate: (value) => ({ value }) } },
  create: ({ loops, mode = 'observe' }) => ({
    mode,
    open: ({ report }) => ({
      onBody(body) {
        while (loops);
        report({ promptTokens: 1, cachedTokens: 0, completionTokens: body.length, reasoningTokens: 0 });
      },
    }),
  }),
};
`;

const files = { 'theirs.js': theirs, 'package.json': '{ "type": "module" }' };

/** A config with one endpoint, whose only processor is isolated. */
function configFor(url: string, use: string, options: object = {}) {
  return { endpoints: { a: { url, processors: [{ use, options, isolation: 'worker' }] } } };
}

test('usage that an isolated processor reports of plain and streamed answers is logged as exact', async (t) => {
  const backend = await aModelServer(t);
  const gateway = await serve(t, { config: configFor(backend.url, 'openai') });
  const streaming = { stream: true, stream_options: { include_usage: true } };
  for (const [tokens, more] of [[31, {}] as const, [47, streaming] as const]) {
    const body = chatBody('a', { max_tokens: tokens, ...more });
    const response = await postJson(`${gateway.proxyUrl}${chatPath}`, body);
    await response.arrayBuffer();
    const line = await gateway.logged(({ completion_tokens }) => completion_tokens === tokens);
    assert.deepEqual([line['tokens_exact'], line['status']], [true, 200]);
  }
});

test('usage of the last answers before the shutdown is logged', async (t) => {
  const backend = await aModelServer(t);
  const gateway = await serve(t, { config: configFor(backend.url, 'openai') });
  const response = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a', { max_tokens: 23 }));
  gateway.command.kill('SIGTERM');
  await response.arrayBuffer();
  const { code, stdout } = await gateway.ended;
  assert.equal(code, 0);
  assert.match(stdout, /"completion_tokens":23\b.*"tokens_exact":true/);
});

test('a processor that never returns is quarantined and named while requests are served, until its use in the config changes', async (t) => {
  const backend = await aModelServer(t);
  const folder = temporaryFolder(t, files);
  const gateway = await serve(t, {
    folder,
    config: configFor(backend.url, './theirs.js', { loops: true }),
  });
  const ask = async () => {
    const response = await postJson(`${gateway.proxyUrl}${chatPath}`, chatBody('a'));
    return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
  };
  const answers = [await ask(), await ask(), await ask()];
  const warning = await gateway.logged(({ name }) => name === './theirs.js');
  assert.match(
    warning.msg,
    /Quarantined: endpoints\.a\.processors\.0 has (?:used .* of CPU time|not answered)/,
  );
  answers.push(await ask());
  for (const { status, bytes } of answers) assert.deepEqual([status, bytes > 100], [200, true]);
  const metrics = await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  const warnings = metricLines(metrics).find(({ name }) => name === 'laneway_warnings_total');
  assert.deepEqual([warnings?.labels['subject'], warnings?.amount], ['plugin', 1]);

  const mended = configFor(backend.url, './theirs.js', { loops: false });
  writeFileSync(join(folder, 'laneway.yaml'), JSON.stringify(mended));
  await new AdminApi(gateway.adminUrl).call('POST', '/reconfig');
  const { bytes } = await ask();
  const line = await gateway.logged(({ tokens_exact }) => tokens_exact === true);
  assert.equal(line['completion_tokens'], bytes);
});

test('a use that cannot be isolated is refused: by laneway check if the config alone shows it, otherwise at the start', async (t) => {
  const folder = temporaryFolder(t, files);
  const write = (config: object) => writeFileSync(join(folder, 'laneway.yaml'), JSON.stringify(config));
  write({
    endpoints: { a: { url: 'http://127.0.0.1:9', connector: { use: 'direct', isolation: 'worker' } } },
  });
  const checked = await runLaneway(t, ['check'], { cwd: folder });
  assert.equal(checked.code, 1);
  assert.match(
    checked.stdout,
    /^laneway\.yaml:1:\d+ {2}endpoints\.a\.connector\.isolation {2}Only response processors can be isolated/m,
  );
  write(configFor('http://127.0.0.1:9', './theirs.js', { mode: 'rewrite' }));
  const started = await runLaneway(t, ['start', '--port', '0', '--admin-port', '0'], { cwd: folder });
  assert.equal(started.code, 1);
  assert.match(started.stderr, /endpoints\.a\.processors\.0\.isolation: The plugin rewrites answers/);
});

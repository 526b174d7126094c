import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { installPackages, packageFolder, standardSchema } from './harness/install-packages.ts';
import { runTool } from './harness/run-tool.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

// Without this, node --test prints nothing when it runs inside another node --test.
const firstBalancer = `
import { aPlugin, balancerConformance } from '@laneway/testkit';

const plugin = aPlugin('balancer', () => ({ pick: ([first]) => first }));
const runs = [];
balancerConformance({ test: (name, run) => runs.push(run()), plugin });
await Promise.all(runs);
console.log(runs.length, 'promises kept');
`;

test('a plugin author installs contracts and testkit, and tests a plugin without the engine', async (t) => {
  const folder = temporaryFolder(t, {
    'package.json': '{ "private": true, "type": "module" }',
    'first-balancer.js': firstBalancer,
  });
  await installPackages(folder, [packageFolder('contracts'), packageFolder('testkit'), standardSchema]);
  assert.deepEqual(readdirSync(join(folder, 'node_modules/@laneway')), ['contracts', 'testkit']);
  const output = await runTool(folder, process.execPath, ['first-balancer.js']);
  assert.match(output, /^[1-9]\d* promises kept$/m);
});

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envScript } from './env-script.mjs';
import { environment } from './environment.mjs';
import { locked } from './lock.mjs';
import { Refusal } from './refusal.mjs';
import { ToolFolder } from './tool-folder.mjs';
import { thisPlatform, toolsFor } from './tools.mjs';
import { root, Workspace } from './workspace.mjs';

/** Provides Node, pnpm and the dependencies, and returns the workspace that verbs run in. */
export async function prepare() {
  const path = join(root, '.tools');
  const tools = new ToolFolder(path, process.env);
  // Two runs in one checkout must not install over each other.
  return locked(join(path, 'lock'), async () => {
    const places = await provideTools(tools);
    writeFileSync(join(path, 'env.sh'), envScript(places));
    const workspace = new Workspace(environment(process.env, places));
    await installDependencies(workspace);
    return workspace;
  });
}

// Fetched tools are used from then on, so that every run in a checkout has the same ones.
async function provideTools(folder) {
  const needed = toolsFor(thisPlatform()).filter(
    (tool) => folder.holds(tool) || !tool.accepts(versionHere(tool.command)),
  );
  if (needed.some((tool) => !folder.holds(tool))) await folder.fetch(needed);
  const node = needed.find((tool) => tool.command === 'node');
  return {
    folders: [...needed.map((tool) => folder.binFolder(tool)), join(root, 'node_modules', '.bin')],
    nodeHome: node && folder.packageFolder(node),
  };
}

function versionHere(command) {
  if (command === 'node') return process.versions.node;
  return spawnSync(command, ['--version'], { encoding: 'utf8', cwd: root }).stdout ?? '';
}

async function installDependencies(workspace) {
  const args = ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'];
  if ((await workspace.run('pnpm', args)) === 0) return;
  throw new Refusal(
    'Could not install the dependencies; the message above says why. Most often the npm registry is out of reach,\n' +
      'or a package.json was edited and `pnpm install` has not been run since.',
  );
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { envScript } from './env-script.mjs';
import { environment } from './environment.mjs';
import { locked } from './lock.mjs';
import { Refusal } from './refusal.mjs';
import { run } from './run.mjs';
import { ToolFolder } from './tool-folder.mjs';
import { thisPlatform, toolsFor } from './tools.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Sees to Node, pnpm and the dependencies, and returns the workspace that verbs run in. */
export async function prepare() {
  const tools = join(root, '.tools');
  mkdirSync(tools, { recursive: true });
  // Two runs in one checkout must not install over each other.
  return locked(join(tools, 'lock'), async () => {
    const places = await provideTools(new ToolFolder(tools));
    writeFileSync(join(tools, 'env.sh'), envScript(places));
    const workspace = new Workspace(environment(process.env, places));
    await installDependencies(workspace);
    return workspace;
  });
}

/** The checkout, with its tools on the PATH. */
class Workspace {
  root = root;
  #env;

  constructor(env) {
    this.#env = env;
  }

  /** Runs a command at the root, or in the folder `cwd` names relative to it, and resolves with its exit status. */
  run(command, args, { env = {}, cwd = '.' } = {}) {
    return run(command, args, { env: { ...this.#env, ...env }, cwd: join(root, cwd) });
  }
}

async function provideTools(folder) {
  const needed = toolsFor(thisPlatform()).filter(
    (tool) => folder.holds(tool) || !tool.accepts(versionHere(tool)),
  );
  if (needed.some((tool) => !folder.holds(tool))) await folder.fetch(needed);
  const node = needed.find((tool) => tool.command === 'node');
  return {
    folders: [...needed.map((tool) => folder.binFolder(tool)), join(root, 'node_modules', '.bin')],
    nodeHome: node && folder.packageFolder(node),
  };
}

function versionHere(tool) {
  if (tool.command === 'node') return process.versions.node;
  return spawnSync(tool.command, ['--version'], { encoding: 'utf8', cwd: root }).stdout ?? '';
}

async function installDependencies(workspace) {
  const status = await workspace.run('pnpm', [
    'install',
    '--frozen-lockfile',
    '--reporter=append-only',
    '--loglevel=warn',
  ]);
  if (status === 0) return;
  throw new Refusal(
    'Could not install the dependencies. The message above says why: most often the npm registry is out of reach,\n' +
      'or a package.json was edited and `pnpm install` has not been run since.',
  );
}

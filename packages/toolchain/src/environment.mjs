import { delimiter } from 'node:path';

/**
 * The environment for commands in the workspace: `folders` come first on the PATH, and variables that describe the run of
 * the outer package manager are removed.
 */
export function environment(inherited, { folders, nodeHome }) {
  const env = Object.fromEntries(Object.entries(inherited).filter(([name]) => !describesOuterRun(name)));
  // Windows spells it Path.
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [...folders, env[pathName]].filter(Boolean).join(delimiter);
  env.TURBO_TELEMETRY_DISABLED = '1';
  // Native addons must be built against the headers of the Node that loads them, even if an npmrc says otherwise.
  if (nodeHome !== undefined) env.npm_config_nodedir = nodeHome;
  return env;
}

function describesOuterRun(name) {
  return /^npm_(lifecycle|package)_/.test(name) || outerRun.has(name);
}

const outerRun = new Set([
  'npm_execpath',
  'npm_node_execpath',
  'npm_command',
  'npm_config_user_agent',
  'NODE',
  'INIT_CWD',
]);

import { delimiter } from 'node:path';

/**
 * The environment for what runs in the workspace: `folders` come first on the PATH, and what the package manager that
 * started us said about its own run is gone.
 */
export function environment(inherited, { folders, nodeHome }) {
  const env = Object.fromEntries(Object.entries(inherited).filter(([name]) => !describesOuterRun(name)));
  // Windows spells it Path.
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [...folders, env[pathName]].filter(Boolean).join(delimiter);
  env.TURBO_TELEMETRY_DISABLED = '1';
  // Native addons must be built against the headers of the Node that loads them, whatever an npmrc says.
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

import { build } from './build.mjs';

/** Runs the demo: a gateway in front of simulated model servers. */
export async function start(workspace, argv) {
  const status = await build(workspace, ['--filter=laneway']);
  if (status !== 0) return status;
  return workspace.run('node', ['packages/gateway/dist/cli.js', 'demo', ...argv], { mayBeStopped: true });
}

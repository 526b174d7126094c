import { build } from './build.mjs';

/** Builds, then measures what was built. */
export async function bench(workspace, argv) {
  const status = await build(workspace, ['--filter=@laneway/test-bench']);
  if (status !== 0) return status;
  return workspace.run('pnpm', ['--filter=@laneway/test-bench', 'run', 'bench', ...argv]);
}

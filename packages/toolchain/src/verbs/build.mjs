/** Builds every package. */
export function build(workspace, argv) {
  return workspace.run('pnpm', ['exec', 'turbo', 'run', 'build', ...argv]);
}

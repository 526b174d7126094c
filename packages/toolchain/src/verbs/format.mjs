/** Rewrites every file in the repository's format. */
export function format(workspace, argv) {
  return workspace.run('pnpm', ['exec', 'oxfmt', ...argv]);
}

/** Writes the generated documentation, and rewrites every file in the repository's format. */
export async function format(workspace, argv) {
  const status = await workspace.run('pnpm', ['-r', 'run', 'documentation']);
  return status === 0 ? workspace.run('pnpm', ['exec', 'oxfmt', ...argv]) : status;
}

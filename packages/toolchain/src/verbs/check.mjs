/** Runs every static check, even after one has failed, and closes with one line that counts them. */
export async function check(workspace) {
  const failed = [];
  for (const [name, command] of checks) {
    console.log(`\n== ${name}`);
    if ((await workspace.run('pnpm', ['exec', ...command])) !== 0) failed.push(name);
  }
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  console.log(`${checks.size - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

const checks = new Map(
  Object.entries({
    types: ['tsc', '-b'],
    lint: ['oxlint', '--type-aware', '--deny-warnings'],
    format: ['oxfmt', '--check'],
    boundaries: ['turbo', 'boundaries'],
    unused: ['knip'],
  }),
);

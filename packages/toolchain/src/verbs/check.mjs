import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publishedPackages } from '../published-packages.mjs';
import { inTemporaryFolder } from '../temporary-folder.mjs';

/** Runs every static check, even after one has failed, and closes with one line that counts them. */
export function check(workspace) {
  return inTemporaryFolder(async (folder) => {
    const checks = [...repositoryChecks, ...publishedPackages().map((each) => packageCheck(each, folder))];
    let failed = 0;
    for (const { name, commands } of checks) {
      const complaint = await firstComplaint(workspace, commands);
      console.log(complaint === undefined ? `ok      ${name}` : `FAILED  ${name}\n${complaint}`);
      if (complaint !== undefined) failed += 1;
    }
    console.log(`${checks.length - failed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  });
}

// A process of its own: it needs the dependencies, which may just have been installed.
const architectureScript = fileURLToPath(new URL('../architecture/check-architecture.mjs', import.meta.url));

// Each command is what comes after `pnpm`.
const repositoryChecks = [
  { name: 'types', commands: [['exec', 'tsc', '-b']] },
  { name: 'lint', commands: [['exec', 'oxlint', '--type-aware', '--deny-warnings']] },
  { name: 'format', commands: [['exec', 'oxfmt', '--check']] },
  { name: 'boundaries', commands: [['exec', 'turbo', 'boundaries']] },
  { name: 'generated documentation', commands: [['-r', 'run', 'documentation', '--check']] },
  { name: 'architecture', commands: [['exec', 'node', architectureScript]] },
  { name: 'unused code and dependencies', commands: [['exec', 'knip', '--no-progress']] },
];

function packageCheck({ name, folder }, temporaryFolder) {
  const tarball = join(temporaryFolder, `${name.replace('/', '-')}.tgz`);
  return {
    name: `what npm would publish as ${name}`,
    commands: [
      ['--dir', folder, 'pack', '--out', tarball],
      ['exec', 'publint', '--strict', tarball],
      ['exec', 'attw', '--profile=esm-only', tarball],
    ],
  };
}

async function firstComplaint(workspace, commands) {
  for (const command of commands) {
    const { status, output } = await workspace.collect('pnpm', command);
    if (status !== 0) return output;
  }
  return undefined;
}

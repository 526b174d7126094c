import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inTemporaryFolder } from '../temporary-folder.mjs';
import { sumCounts, verdict } from '../test-counts.mjs';

/** Builds, runs every package's tests, and closes with one line that counts them. */
export function test(workspace, argv) {
  return inTemporaryFolder(async (folder) => {
    const countsPath = join(folder, 'counts.jsonl');
    const args = ['exec', 'turbo', 'run', 'build', 'test', ...flags, ...argv];
    const runStatus = await workspace.run('pnpm', args, {
      env: { LANEWAY_TEST_COUNTS: countsPath },
      timeout: hungMs,
    });
    const lines = existsSync(countsPath) ? readFileSync(countsPath, 'utf8') : '';
    const { closingLine, status } = verdict(sumCounts(lines), runStatus);
    console.log(closingLine);
    return status;
  });
}

// A test that leaves a server open keeps its process, and so the run, alive for ever.
const hungMs = 12 * 60_000;
const flags = ['--continue=dependencies-successful', '--log-order=grouped'];

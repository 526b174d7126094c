import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sumCounts, verdict } from '../test-counts.mjs';

/** Builds, runs every package's tests, and closes with one line that counts them. */
export async function test(workspace, argv) {
  const folder = mkdtempSync(join(tmpdir(), 'laneway-test-'));
  const countsPath = join(folder, 'counts.jsonl');
  try {
    const runStatus = await workspace.run('pnpm', ['exec', 'turbo', ...testRun, ...argv], {
      env: { LANEWAY_TEST_COUNTS: countsPath },
    });
    const { closingLine, status } = verdict(
      sumCounts(existsSync(countsPath) ? readFileSync(countsPath, 'utf8') : ''),
      runStatus,
    );
    console.log(closingLine);
    return status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const testRun = ['run', 'build', 'test', '--continue=dependencies-successful', '--log-order=grouped'];

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program to its end. Resolves with what it printed; rejects, with all that it said, if it ends badly. */
export async function runTool(cwd: string, program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args, { cwd });
  return stdout;
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program to its end. Resolves with its output; rejects, with its output, if its exit code is not 0. */
export async function runTool(cwd: string, program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args, { cwd });
  return stdout;
}

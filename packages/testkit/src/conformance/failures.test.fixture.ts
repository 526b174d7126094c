import type { Register } from './subject.ts';

/** Runs the tests that `register` registers and returns the names of those that fail. */
export async function failures(register: (test: Register) => void): Promise<readonly string[]> {
  const tests: { readonly name: string; readonly run: () => void | Promise<void> }[] = [];
  register((name, run) => tests.push({ name, run }));
  const failed: string[] = [];
  for (const { name, run } of tests) {
    if (!(await passes(run))) failed.push(name);
  }
  return failed;
}

async function passes(run: () => void | Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}

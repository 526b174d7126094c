import { formatProblems } from '@laneway/config';

import { explainFailure } from '../explain-failure.ts';
import { findConfig, interpretConfig } from '../load-config.ts';

/** `laneway check`: 0 if the config could be started, else 1 and every problem. */
export async function check({ config: file, json = false }: { readonly config?: string; readonly json?: boolean }): Promise<number> {
  try {
    const found = findConfig(file, process.env, process.cwd());
    const result = await interpretConfig(found, process.env, process.cwd());
    const problems = result.ok ? [] : result.problems;
    const { warnings } = result.report;
    if (json) process.stdout.write(`${JSON.stringify({ ok: result.ok, problems, warnings }, undefined, 2)}\n`);
    else process.stdout.write(`${[...problems, ...warnings].length > 0 ? formatProblems([...problems, ...warnings]) : `${found.path ?? 'environment'}: no problems`}\n`);
    return result.ok ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${explainFailure(error)}\n`);
    return 1;
  }
}

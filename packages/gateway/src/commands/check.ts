import type { ConfigResult } from '@laneway/config';
import { formatProblems } from '@laneway/config';

import { interpretConfig } from '../config/interpret-config.ts';
import { findConfig } from '../config/load-config.ts';

export interface CheckOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** `laneway check`: prints all problems and warnings. Resolves with 0 if the config is valid, else 1. */
export async function check({ config: file, json = false }: CheckOptions): Promise<number> {
  const search = { file, env: process.env, cwd: process.cwd() };
  const found = findConfig(search);
  const result = await interpretConfig(found, search);
  process.stdout.write(`${json ? asJson(result) : asText(result, found.path ?? 'environment')}\n`);
  return result.ok ? 0 : 1;
}

function asJson(result: ConfigResult): string {
  const { warnings } = result.report;
  return JSON.stringify(
    { ok: result.ok, problems: result.ok ? [] : result.problems, warnings },
    undefined,
    2,
  );
}

function asText(result: ConfigResult, name: string): string {
  const { warnings } = result.report;
  const lines =
    warnings.length === 0
      ? []
      : formatProblems(warnings)
          .split('\n')
          .map((line) => `warning: ${line}`);
  if (!result.ok) return [formatProblems(result.problems), ...lines].join('\n');
  return [...lines, `${name}: ok`].join('\n');
}

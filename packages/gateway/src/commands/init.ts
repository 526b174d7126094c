import { formatProblems } from '@laneway/config';

import { askAnswers } from '../init/ask-answers.ts';
import { dropInConfig } from '../init/drop-in-config.ts';
import type { InitAnswers } from '../init/init-answers.ts';
import { sampleAnswers } from '../init/init-answers.ts';
import { newConfig, newProfiles } from '../init/new-config.ts';
import { writeNewFiles } from '../init/write-new-files.ts';
import { defaultConfigFile } from '../config/load-config.ts';

export interface InitOptions extends Partial<InitAnswers> {
  readonly from?: string;
  readonly force?: boolean;
}

/** `laneway init`: writes a config and its profiles, or converts another form of config. */
export async function init({ from, force = false, ...given }: InitOptions): Promise<number> {
  if (from !== undefined) return printConversion(from);
  const { stdin, stdout } = process;
  const answers = stdin.isTTY
    ? await askAnswers(given, { input: stdin, output: stdout })
    : { ...sampleAnswers, ...given };
  const files = new Map([
    [defaultConfigFile, newConfig(answers)],
    ['profiles.json', newProfiles()],
  ]);
  writeNewFiles(files, { folder: process.cwd(), overwrite: force });
  stdout.write(`Wrote ${[...files.keys()].join(' and ')}.\nNext: laneway check, then laneway start.\n`);
  return 0;
}

function printConversion(from: string): number {
  const { yaml, warnings, variables } = dropInConfig(from, { env: process.env, cwd: process.cwd() });
  process.stdout.write(yaml);
  if (warnings.length > 0) process.stderr.write(`${formatProblems(warnings)}\n`);
  if (variables.length > 0)
    process.stderr.write(`Set these variables before you use the config: ${variables.join(', ')}\n`);
  return 0;
}

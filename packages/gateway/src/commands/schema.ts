import { existsSync } from 'node:fs';

import type { LanewayConfig } from '@laneway/config';
import { formatProblems, jsonSchema } from '@laneway/config';

import { installedPlugins } from '../plugins/installed-plugins.ts';
import { interpretConfig } from '../config/interpret-config.ts';
import { defaultConfigFile, findConfig } from '../config/load-config.ts';

export interface SchemaOptions {
  readonly config?: string;
}

/** `laneway schema`: prints the JSON Schema of the config. The own plugins of an invalid config are left out. */
export async function schema({ config: file }: SchemaOptions): Promise<number> {
  const isThere = file !== undefined || existsSync(defaultConfigFile);
  const config = isThere ? await readConfig(file ?? defaultConfigFile) : undefined;
  const installed = await installedPlugins(config);
  process.stdout.write(`${JSON.stringify(jsonSchema(installed), undefined, 2)}\n`);
  return 0;
}

async function readConfig(file: string): Promise<LanewayConfig | undefined> {
  const search = { file, env: process.env, cwd: process.cwd() };
  const result = await interpretConfig(findConfig(search), search);
  if (result.ok) return result.config;
  process.stderr.write(
    `The plugins of ${file} are left out, because it is invalid:\n${formatProblems(result.problems)}\n`,
  );
  return undefined;
}

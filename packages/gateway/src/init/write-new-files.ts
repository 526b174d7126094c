import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CommandFailure } from '../process/command-failure.ts';

/** Options of `writeNewFiles`. */
export interface Target {
  readonly folder: string;
  readonly overwrite: boolean;
}

/** Writes files by name. Throws `CommandFailure`, and writes none, if one exists and may not be overwritten. */
export function writeNewFiles(files: ReadonlyMap<string, string>, { folder, overwrite }: Target): void {
  const present = [...files.keys()].filter((name) => existsSync(join(folder, name)));
  if (present.length > 0 && !overwrite) {
    throw new CommandFailure(
      `${present.join(' and ')} ${present.length === 1 ? 'exists' : 'exist'} already. --force overwrites.`,
    );
  }
  for (const [name, text] of files) writeFileSync(join(folder, name), text, { flag: overwrite ? 'w' : 'wx' });
}

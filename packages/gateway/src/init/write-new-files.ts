import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CommandFailure } from '../process/command-failure.ts';

/** Where and how files are written. */
export interface Target {
  readonly folder: string;
  readonly overwrite: boolean;
}

/** Writes all of the files, by name; none if one is there and may not be overwritten: throws `CommandFailure` then. */
export function writeNewFiles(files: ReadonlyMap<string, string>, { folder, overwrite }: Target): void {
  const present = [...files.keys()].filter((name) => existsSync(join(folder, name)));
  if (present.length > 0 && !overwrite) {
    throw new CommandFailure(`${present.join(' and ')} exist already: --force overwrites`);
  }
  for (const [name, text] of files) writeFileSync(join(folder, name), text, { flag: overwrite ? 'w' : 'wx' });
}

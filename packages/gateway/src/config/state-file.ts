import { existsSync, readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { StateDocument, StateReading } from '@laneway/config';
import { parseState, renderState } from '@laneway/config';

/** Reads what the admin API has made; nothing if there is no such file. Throws if there is one that can't be read. */
export function readStateFile(path: string): StateReading {
  if (!existsSync(path)) return { ok: true, state: new Map() };
  return parseState(readFileSync(path, 'utf8'), path);
}

/**
 * Writes what the admin API has made. When it resolves, a crash of the machine leaves the new state; until then, the
 * old one or the new one, whole. One at a time.
 */
export async function writeStateFile(path: string, state: StateDocument): Promise<void> {
  const draft = `${path}.tmp`;
  await synced(await open(draft, 'w', 0o600), (file) => file.writeFile(renderState(state)));
  await rename(draft, path);
  // The new name is in the folder, and the folder has to reach the disk as well. Windows can't, and needn't.
  if (process.platform !== 'win32') await synced(await open(dirname(path)), async () => {});
}

async function synced(file: FileHandle, write: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

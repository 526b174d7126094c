import type { FileHandle } from 'node:fs/promises';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { StateDocument, StateReading } from '@laneway/config';
import { parseState, readRegularFile, renderState } from '@laneway/config';

// 100,000 facades take some 50 MB.
const maxBytes = 64 * 1024 * 1024;

/** Reads the facades that the admin API created; none if the file does not exist. Throws if it cannot be read. */
export async function readStateFile(path: string): Promise<StateReading> {
  try {
    return parseState((await readRegularFile(path, { maxBytes })).toString('utf8'), path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { ok: true, state: new Map() };
    throw error;
  }
}

/**
 * Writes the facades that the admin API created. Atomic: a crash of the machine leaves the old or the new state, and
 * the new one after this has resolved. Calls must not overlap.
 */
export async function writeStateFile(path: string, state: StateDocument): Promise<void> {
  const draft = `${path}.tmp`;
  await synced(await open(draft, 'w', 0o600), (file) => file.writeFile(renderState(state)));
  await rename(draft, path);
  // The rename must reach the disk too. On Windows a folder cannot be synchronised.
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

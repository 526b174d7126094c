import { createHash } from 'node:crypto';

import { unreadableFile } from '../reading/interpolate.ts';
import { readRegularFile } from '../reading/regular-file.ts';

// A file of keys or certificates for a plugin may be much larger than a secret.
const maxBytes = 256 * 1024 * 1024;

/** A hash of the contents of files; empty if there are none. `message`: why one cannot be read. */
export async function fileRevision(
  files: readonly string[],
): Promise<{ readonly revision?: string } | { readonly message: string }> {
  if (files.length === 0) return {};
  const hash = createHash('sha256');
  for (const file of files) {
    try {
      // Hash of hashes: contents of different lengths cannot be confused with each other.
      hash.update(
        createHash('sha256')
          .update(await readRegularFile(file, { maxBytes }))
          .digest(),
      );
    } catch (error) {
      return { message: unreadableFile(file, error) };
    }
  }
  return { revision: hash.digest('base64') };
}

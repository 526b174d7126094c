import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { whyUnreadable } from '../reading/interpolate.ts';

/** A text that is another one whenever the content of a file is; none if there are no files. Or why one can't be read. */
export async function fileRevision(
  files: readonly string[],
): Promise<{ readonly revision?: string } | { readonly message: string }> {
  if (files.length === 0) return {};
  const hash = createHash('sha256');
  for (const file of files) {
    try {
      // Digests have one length, so that no content can look like the end of one and the beginning of the next.
      hash.update(
        createHash('sha256')
          .update(await readFile(file))
          .digest(),
      );
    } catch (error) {
      return { message: `can’t read file ${file}: ${whyUnreadable(error)}` };
    }
  }
  return { revision: hash.digest('base64') };
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

/** A bearer token that somebody else keeps fresh in a file, such as a projected token of Kubernetes. */
export default definePlugin({
  kind: 'credential',
  name: 'token-file',
  contract: 1,
  options: z.strictObject({ path: z.string().min(1) }),
  // Watched: when the file changes, the gateway creates another instance, which reads it again.
  files: ({ path }, { baseDir }) => [resolve(baseDir, path)],
  create: async ({ path }, { baseDir }) => {
    const token = (await readFile(resolve(baseDir, path), 'utf8')).trim();
    const credential = {
      headers: ['authorization', `Bearer ${token}`],
      replaces: ['authorization', 'api-key'],
    };
    return {
      get: () => credential,
      // There is no other token until the file changes.
      invalidate: () => undefined,
    };
  },
});

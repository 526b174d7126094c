import { resolve } from 'node:path';

import { definePlugin, LanewayError } from '@laneway/contracts';
import { z } from 'zod';

import { KeyRing } from './key-ring.ts';
import { isSignedToken, presentedKey } from './presented-key.ts';
import { keyMap, readKeys } from './read-keys.ts';

/** Identifies callers by their API keys. */
export default definePlugin({
  kind: 'authenticator',
  name: 'api-key',
  contract: 1,
  options: z.strictObject({
    keys: z
      // One message for both forms: that of a map would quote a key.
      .union([z.string().min(1), keyMap], 'must be the path of a file, or a map of key to profile id')
      .describe('A YAML or JSON file, relative to the config, or the map itself: key to profile id.'),
  }),
  files: ({ keys }, { baseDir }) => (typeof keys === 'string' ? [resolve(baseDir, keys)] : []),
  async create({ keys }, host) {
    const ring = new KeyRing(await readKeys(keys, host.baseDir));
    return {
      authenticate(headers) {
        const key = presentedKey(headers);
        if (key === undefined) return undefined;
        const id = ring.find(key);
        if (id !== undefined) return { id, scheme: 'api-key' };
        // A signed token is not an API key: another authenticator may know it, and if none does, the caller is rejected.
        if (isSignedToken(key)) return undefined;
        throw new LanewayError('unauthenticated', 'The API key is not known.');
      },
      challenge: () => 'Bearer realm="laneway"',
    };
  },
});

import { definePlugin, LanewayError } from '@laneway/contracts';
import { z } from 'zod';

import { KeyRing } from './key-ring.ts';
import { presentedKey } from './presented-key.ts';
import { keyMap, readKeys } from './read-keys.ts';

export default definePlugin({
  kind: 'authenticator',
  name: 'api-key',
  contract: 1,
  options: z.strictObject({ keys: z.union([z.string().min(1), keyMap]) }),
  async create({ keys }, host) {
    const ring = new KeyRing(await readKeys(keys, host.baseDir));
    return {
      authenticate(headers) {
        const key = presentedKey(headers);
        if (key === undefined) return undefined;
        const id = ring.find(key);
        if (id === undefined) throw new LanewayError('unauthenticated', 'the API key is not known');
        return { id, scheme: 'api-key' };
      },
      challenge: () => 'Bearer realm="laneway"',
    };
  },
});

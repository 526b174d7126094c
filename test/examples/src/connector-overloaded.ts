import type { Plugin } from '@laneway/contracts';
import { backendConnector, backendFiles, backendOptions, openBackendPool } from '@laneway/backend-client';
import { definePlugin } from '@laneway/contracts';
import { duration } from '@laneway/quantities';

const options = backendOptions.extend({ pause: duration({ minMs: 1 }).prefault('5s') });

/** For backends that answer 529 when they are overloaded: their requests wait, instead of counting as failures. */
const plugin: Plugin<'connector', typeof options> = definePlugin({
  kind: 'connector',
  name: 'overloaded',
  contract: 1,
  options,
  files: backendFiles,
  create: async ({ pause, ...pool }, { baseDir, clock }) => {
    const shared = backendConnector(await openBackendPool(pool, baseDir), clock);
    return {
      ...shared,
      classify(result) {
        if (!('head' in result) || result.head.status !== 529) return shared.classify(result);
        return { kind: 'throttled', status: 529, retryAfterMs: pause, final: false, requeue: true };
      },
    };
  },
});

export default plugin;

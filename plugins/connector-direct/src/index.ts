import { backendConnector, backendOptions, openBackendPool } from '@laneway/backend-client';
import { definePlugin } from '@laneway/contracts';

export default definePlugin({
  kind: 'connector',
  name: 'direct',
  contract: 1,
  options: backendOptions,
  create: async (options, host) => backendConnector(await openBackendPool(options, host.baseDir), host.clock),
});

import { backendConnector, backendFiles, backendOptions, openBackendPool } from '@laneway/backend-client';
import { definePlugin } from '@laneway/contracts';
import type { Plugin } from '@laneway/contracts';

// An explicit type, so that the published declarations don't name the schema library of another package.
const plugin: Plugin<'connector', typeof backendOptions> = definePlugin({
  kind: 'connector',
  name: 'direct',
  contract: 1,
  options: backendOptions,
  files: backendFiles,
  create: async (options, host) => backendConnector(await openBackendPool(options, host.baseDir), host.clock),
});

export default plugin;

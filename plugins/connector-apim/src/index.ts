import { backendConnector, backendFiles, openBackendPool } from '@laneway/backend-client';
import { definePlugin } from '@laneway/contracts';

import { apimOptions } from './apim-options.ts';
import { probingConnector } from './probing-connector.ts';

export default definePlugin({
  kind: 'connector',
  name: 'apim',
  contract: 1,
  options: apimOptions,
  files: backendFiles,
  async create(options, { baseDir, clock, random }) {
    const connector = backendConnector(await openBackendPool(options, baseDir), clock);
    if (options.probe === undefined) return connector;
    // A separate pool: where connections are limited, probes would wait behind requests and count as failures.
    const pool = await openBackendPool({ ...options, connections: undefined }, baseDir);
    return probingConnector(connector, { ...options, path: options.probe }, { pool, clock, random });
  },
});

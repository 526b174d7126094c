import { openBackendPool } from '@laneway/backend-client';
import { definePlugin } from '@laneway/contracts';

import { apimConnector } from './apim-connector.ts';
import { apimOptions } from './apim-options.ts';

export default definePlugin({
  kind: 'connector',
  name: 'apim',
  contract: 1,
  options: apimOptions,
  async create(options, { baseDir, clock, random }) {
    const pool = await openBackendPool(options, baseDir);
    const settings = options.probe === undefined ? undefined : { ...options, path: options.probe };
    return apimConnector(settings, { pool, clock, random });
  },
});

import { definePlugin } from '@laneway/contracts';

import { azureTokenSource } from './azure-token-source.ts';
import { entraCredential } from './entra-credential.ts';
import { entraOptions } from './entra-options.ts';
import { RefreshingToken } from './refreshing-token.ts';

export default definePlugin({
  kind: 'credential',
  name: 'entra',
  contract: 1,
  options: entraOptions,
  create: (options, host) => entraCredential(new RefreshingToken(azureTokenSource(options), host)),
});

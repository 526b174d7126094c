export { backendConnector } from './backend-connector.ts';
export { backendFiles, backendOptions, openBackendPool } from './backend-options.ts';
export type { BackendOptions } from './backend-options.ts';
export { BackendPool } from './backend-pool.ts';
export type { BackendPoolOptions } from './backend-pool.ts';
export { classify } from './classify.ts';
export { inspect } from './inspect.ts';
export { retryAfterMs } from './retry-after.ts';

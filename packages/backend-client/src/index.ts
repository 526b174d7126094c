export { backendConnector } from './backend-connector.ts';
export { backendFiles, backendOptions, openBackendPool } from './transport/backend-options.ts';
export type { BackendOptions } from './transport/backend-options.ts';
export { BackendPool } from './transport/backend-pool.ts';
export type { BackendPoolOptions } from './transport/backend-pool.ts';
export { isPrivateHost } from './transport/public-address.ts';
export { classify } from './answers/classify.ts';
export { inspect } from './answers/inspect.ts';
export { retryAfterMs } from './answers/retry-after.ts';

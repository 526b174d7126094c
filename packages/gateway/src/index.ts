export { RunningGateway } from './running-gateway.ts';
export { findConfig, findPlugin, interpretConfig } from './load-config.ts';
export type { ConfigText } from './load-config.ts';

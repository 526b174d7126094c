export { RunningGateway } from './running-gateway.ts';
export { findConfig, findPlugin, interpretConfig } from './load-config.ts';
export type { ConfigSearch, ConfigText, Ports } from './load-config.ts';
export type { TierSnapshot } from './tier-tally.ts';

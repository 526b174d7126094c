export { RunningGateway } from './running-gateway.ts';
export { findConfig, findPlugin } from './load-config.ts';
export { interpretConfig } from './interpret-config.ts';
export type { ConfigReading } from './interpret-config.ts';
export type { ConfigSearch, ConfigText, Ports } from './load-config.ts';
export type { TierSnapshot } from './tier-tally.ts';

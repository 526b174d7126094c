export { RunningGateway } from './running-gateway.ts';
export { findConfig, findPlugin } from './config/load-config.ts';
export { interpretConfig } from './config/interpret-config.ts';
export type { ConfigReading } from './config/interpret-config.ts';
export type { ConfigSearch, ConfigText, Ports } from './config/load-config.ts';
export type { TierSnapshot } from './tier-tally.ts';

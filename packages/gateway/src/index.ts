export { RunningGateway } from './running/running-gateway.ts';
export { findConfig } from './config/load-config.ts';
export { findPlugin } from './plugins/find-plugin.ts';
export { interpretConfig } from './config/interpret-config.ts';
export type { ConfigReading } from './config/interpret-config.ts';
export type { ConfigSearch, ConfigText, Ports } from './config/load-config.ts';
export type { TierSnapshot } from './running/tier-tally.ts';

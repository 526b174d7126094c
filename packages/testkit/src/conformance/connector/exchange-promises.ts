import type { Connector } from '@laneway/contracts';

/** Tests of exchanges with a backend, by name. */
export type ExchangePromises = Readonly<Record<string, (connector: Connector) => Promise<void>>>;

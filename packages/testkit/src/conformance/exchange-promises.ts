import type { Connector } from '@laneway/contracts';

/** What a connector promises of its exchanges with a backend: a sentence, and the check that finds it broken. */
export type ExchangePromises = Readonly<Record<string, (connector: Connector) => Promise<void>>>;

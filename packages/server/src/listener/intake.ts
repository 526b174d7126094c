import type { Clock, Log } from '@laneway/contracts';

import type { Acceptor } from '../engine.ts';
import type { Probes } from './probes.ts';

/** What all connections of a listener share. */
export interface Intake {
  readonly acceptor: Acceptor;
  /** None: probes are the acceptor's to answer. */
  readonly probes: Probes | undefined;
  /** Longest request body in bytes. */
  readonly bodyBytes: number;
  readonly newRequestId: () => string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether new requests are turned away. */
  draining: boolean;
}

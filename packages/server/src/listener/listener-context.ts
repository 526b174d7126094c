import type { Clock, Log } from '@laneway/contracts';

import type { Acceptor } from '../gateway-port.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Probes } from './probes.ts';

/** State that all connections of a listener share. */
export interface ListenerContext {
  readonly acceptor: Acceptor;
  /** Absent: the acceptor answers probes. */
  readonly probes: Probes | undefined;
  /** Longest request body. Bytes. */
  readonly bodyBytes: number;
  /** For the bodies of all requests. */
  readonly budget: ByteBudget;
  readonly newRequestId: () => string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether new requests are answered with 503 `draining`. */
  draining: boolean;
}

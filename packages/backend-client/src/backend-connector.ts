import type { Clock, Connector } from '@laneway/contracts';

import { classify } from './answers/classify.ts';
import { inspect } from './answers/inspect.ts';
import type { BackendPool } from './transport/backend-pool.ts';

/** A connector that sends over `pool` and understands the answers of OpenAI-compatible backends. It does not probe. */
export function backendConnector(pool: BackendPool, clock: Clock): Connector {
  return {
    send: (attempt, sink) => pool.send(attempt, sink),
    classify: (result) => classify(result, clock.nowMs()),
    inspect: (event) => inspect(event, clock.nowMs()),
    close: () => pool.close(),
  };
}

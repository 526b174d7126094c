import type { Clock, Connector } from '@laneway/contracts';

import type { BackendPool } from './transport/backend-pool.ts';
import { classify } from './answers/classify.ts';
import { inspect } from './answers/inspect.ts';

/** A connector over `pool` that knows the answers of OpenAI's kind of backends and doesn't probe. */
export function backendConnector(pool: BackendPool, clock: Clock): Connector {
  return {
    send: (attempt, sink) => pool.send(attempt, sink),
    classify: (result) => classify(result, clock.nowMs()),
    inspect,
    close: () => pool.close(),
  };
}

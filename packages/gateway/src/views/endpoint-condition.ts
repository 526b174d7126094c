import type { EndpointSnapshot } from '@laneway/core';

import { shortDuration } from './table.ts';

/** The condition of an endpoint in a word or two. */
export interface Condition {
  readonly kind: 'good' | 'busy' | 'bad';
  readonly words: string;
}

/** The strongest reason why an endpoint is not used; `ok` if there is none. */
export function endpointCondition(endpoint: EndpointSnapshot, nowMs: number): Condition {
  const { probe, breaker, throttledUntilMs, tokensLeft = 1, requestsLeft = 1, inFlight, slots } = endpoint;
  if (probe === 'unhealthy') return { kind: 'bad', words: 'probe fails' };
  if (breaker !== 'closed') return { kind: 'bad', words: `breaker ${breaker}` };
  if (throttledUntilMs !== undefined) {
    return { kind: 'busy', words: `throttled ${shortDuration(Math.max(0, throttledUntilMs - nowMs))}` };
  }
  if (tokensLeft <= 0 || requestsLeft <= 0) return { kind: 'busy', words: 'quota spent' };
  return inFlight >= slots ? { kind: 'busy', words: 'full' } : { kind: 'good', words: 'ok' };
}

import type { AttemptOutcome } from '@laneway/contracts';

import type { FailoverConfig } from '../config.ts';

/** The attempts of a request so far. */
export interface Tries {
  /** Attempts that failed, all endpoints together. */
  readonly failed: number;
  /** Of these, the ones at the endpoint of the last attempt. */
  readonly failedHere: number;
  /** Whether the body can be sent again. */
  readonly replayable: boolean;
}

/** What to do after an attempt. */
export type NextStep =
  /** The client gets this answer. */
  | 'answer'
  /** Try the same endpoint again, keeping the slot. */
  | 'again'
  /** Back to the lane; other endpoints first. */
  | 'elsewhere'
  /** Back to the lane until a backend has room. */
  | 'wait'
  /** Nothing is left to try. */
  | 'give-up';

/** What to do after an attempt with `outcome`. Pure. */
export function nextStep(outcome: AttemptOutcome, tries: Tries, failover: FailoverConfig): NextStep {
  switch (outcome.kind) {
    case 'success':
      return 'answer';
    case 'declined':
      return failover.on.includes(outcome.status) ? afterFailure(tries, failover) : 'answer';
    case 'throttled':
      if (outcome.final || !tries.replayable) return 'answer';
      // A backend that is full has not failed: it costs no attempt, and the deadline bounds the wait.
      return outcome.requeue || failover.on.includes(outcome.status) ? 'wait' : 'answer';
    case 'failed':
      if (!outcome.retryable) return 'give-up';
      if (outcome.status !== undefined && !failover.on.includes(outcome.status)) return 'give-up';
      return afterFailure(tries, failover);
    case 'cancelled':
      return 'give-up';
    default:
      return outcome satisfies never;
  }
}

function afterFailure(tries: Tries, failover: FailoverConfig): NextStep {
  if (!tries.replayable || tries.failed >= failover.attempts) return 'give-up';
  return tries.failedHere <= failover.retries ? 'again' : 'elsewhere';
}

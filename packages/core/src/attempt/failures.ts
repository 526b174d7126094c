import type { AttemptOutcome } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

/** The failed attempts of a request, and the error for the client when no attempt is left. */
export class Failures {
  /** Endpoints of the failed attempts, in order. */
  readonly endpoints: string[] = [];
  readonly #outcomes: (AttemptOutcome & { readonly kind: 'failed' | 'declined' })[] = [];

  note(endpoint: string, outcome: AttemptOutcome): void {
    if (outcome.kind !== 'failed' && outcome.kind !== 'declined') return;
    this.endpoints.push(endpoint);
    this.#outcomes.push(outcome);
  }

  at(endpoint: string): number {
    return this.endpoints.filter((name) => name === endpoint).length;
  }

  /** Whether all of them had the same status: then the client gets the last answer. */
  agree(): boolean {
    return new Set(this.#outcomes.map(({ status }) => status)).size <= 1;
  }

  /** The error for the client. `last`: outcome of the last attempt. */
  error(last: AttemptOutcome, attempts: number): LanewayError {
    if (last.kind === 'throttled') {
      return new LanewayError('throttled', 'The backend is throttled.', {
        retryAfterMs: last.retryAfterMs ?? 1_000,
      });
    }
    if (this.#outcomes.length > 0 && this.#outcomes.every(isTimeout)) {
      return new LanewayError('upstream_timeout', 'No backend began to answer in time.');
    }
    return new LanewayError('bad_gateway', `No backend gave a usable answer in ${attempts} attempts.`);
  }
}

function isTimeout(outcome: AttemptOutcome): boolean {
  return outcome.kind === 'failed' && outcome.reason === 'timeout';
}

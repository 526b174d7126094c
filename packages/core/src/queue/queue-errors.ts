import { isLanewayError, LanewayError } from '@laneway/contracts';

import type { Ticket } from './ticket.ts';

/** The error as one of the table; what is not in it is the gateway's own fault. */
export function asLanewayError(error: unknown): LanewayError {
  if (isLanewayError(error)) return error;
  return new LanewayError('internal_error', 'the gateway could not process the request', { cause: error });
}

/** A ticket came when its deadline had passed. */
export function lateError(): LanewayError {
  return new LanewayError('deadline_exceeded', 'the deadline of the request had passed when it came');
}

/** A ticket has waited until its deadline. If every backend asked for a pause, that is the honest reason, and they said for how long. */
export function deadlineError(ticket: Ticket): LanewayError {
  const resumes = ticket.route.endpoints().map((endpoint) => endpoint.throttledUntilMs);
  const earliest = Math.min(...resumes.map((atMs) => atMs ?? -Infinity));
  if (!Number.isFinite(earliest)) {
    return new LanewayError('deadline_exceeded', 'the request could not be served before its deadline');
  }
  return new LanewayError('throttled', 'every backend that could serve the request asked for a pause', {
    retryAfterMs: Math.max(1, earliest - ticket.deadlineAtMs),
  });
}

/** A ticket would wait longer than it may. */
export function hopelessError(waitMs: number): LanewayError {
  return new LanewayError('deadline_exceeded', 'the predicted wait is longer than the request may wait', {
    retryAfterMs: waitMs,
  });
}

/** A ticket lost its place, or got none. `waitMs`: when one may be free, if that is known. */
export function fullError({ lane }: Ticket, waitMs: number | undefined): LanewayError {
  return new LanewayError('queue_full', `the queue is full for lane ${lane.name}`, {
    retryAfterMs: waitMs ?? 1_000,
  });
}

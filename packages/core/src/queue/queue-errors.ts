import { isLanewayError, LanewayError } from '@laneway/contracts';

import type { Ticket } from './ticket.ts';

/** `error` itself if it is a `LanewayError`; any other is an internal error of the gateway. */
export function asLanewayError(error: unknown): LanewayError {
  if (isLanewayError(error)) return error;
  return new LanewayError('internal_error', 'The gateway could not process the request.', { cause: error });
}

/** The request arrived after its deadline. */
export function lateError(): LanewayError {
  return new LanewayError('deadline_exceeded', "The request's deadline had already passed on arrival.");
}

/** The ticket has waited until its deadline. If every endpoint of its route is throttled, that is the reason to give. */
export function deadlineError(ticket: Ticket): LanewayError {
  const throttleEnds = ticket.route.endpoints().map((endpoint) => endpoint.throttledUntilMs);
  const earliestMs = Math.min(...throttleEnds.map((atMs) => atMs ?? -Infinity));
  if (!Number.isFinite(earliestMs)) {
    return new LanewayError('deadline_exceeded', 'The request could not be served before its deadline.');
  }
  return new LanewayError('throttled', 'Every backend that could serve the request is throttled.', {
    retryAfterMs: Math.max(1, earliestMs - ticket.deadlineAtMs),
  });
}

/**
 * The ticket would wait past its deadline. `waitMs`: the predicted wait in milliseconds. Final, hence without
 * `Retry-After`: the same deadline would be missed again.
 */
export function hopelessError(waitMs: number): LanewayError {
  const message = `The predicted wait of ${Math.ceil(waitMs)} ms ends after the deadline of the request.`;
  return new LanewayError('deadline_exceeded', message);
}

/** There is no room for the ticket to wait. `waitMs`: the predicted wait in milliseconds, if it is known. */
export function fullError({ lane }: Ticket, waitMs: number | undefined): LanewayError {
  return new LanewayError('queue_full', `The queue is full for lane ${lane.name}.`, {
    retryAfterMs: waitMs ?? 1_000,
  });
}

import { parsedJson } from '@laneway/answer-content';
import { headerValue } from '@laneway/contracts';
import type { Answer, AttemptOutcome, TransportError } from '@laneway/contracts';

import { bodyText, isQuotaSpent, reportedError } from './reported-error.ts';
import { retryAfterHeaderMs, retryAfterMs } from './retry-after.ts';

/**
 * The outcome of an attempt at an OpenAI-compatible backend. `nowMs`: milliseconds since the Unix epoch, for dates in
 * `Retry-After`. Reads only the bodies of 429s, which may be anything.
 */
export function classify(result: Answer | TransportError, nowMs: number): AttemptOutcome {
  if ('reason' in result) return failed(result.reason, undefined, result.message);
  const { status } = result.head;
  if (status < 400) return { kind: 'success' };
  if (status === 429) return throttled(result, nowMs);
  const busyForMs = status === 503 ? retryAfterHeaderMs(result.head.headers, nowMs) : undefined;
  if (busyForMs !== undefined)
    return { kind: 'throttled', status, retryAfterMs: busyForMs, final: false, requeue: false };
  if (isBackendFault(status)) return failed('status', status, `The backend answered with status ${status}.`);
  return { kind: 'declined', status, misconfigured: misconfigurations.has(status) };
}

const misconfigurations = new Set([401, 403, 404]);

// 408: the backend timed out. 424: the model behind an Azure ML endpoint failed.
function isBackendFault(status: number): boolean {
  return status >= 500 || status === 408 || status === 424;
}

function throttled(answer: Answer, nowMs: number): AttemptOutcome {
  const { headers, status } = answer.head;
  const final =
    headerValue(headers, 'x-should-retry') === 'false' ||
    isQuotaSpent(reportedError(parsedJson(bodyText(answer))));
  // SimpleL7Proxy's API Management policy asks in this way that the request waits instead of trying another endpoint.
  const requeue = !final && headerValue(headers, 's7prequeue')?.toLowerCase() === 'true';
  return { kind: 'throttled', status, retryAfterMs: retryAfterMs(answer, nowMs), final, requeue };
}

function failed(
  reason: TransportError['reason'] | 'status',
  status: number | undefined,
  message: string,
): AttemptOutcome {
  return { kind: 'failed', reason, status, retryable: true, message };
}

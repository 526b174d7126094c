import { parsedJson } from '@laneway/answer-content';
import { headerValue } from '@laneway/contracts';
import type { Answer, AttemptOutcome, TransportError } from '@laneway/contracts';

import { bodyText, isQuotaSpent, reportedError } from './reported-error.ts';
import { retryAfterHeaderMs, retryAfterMs } from './retry-after.ts';

/**
 * What an answer of OpenAI's kind of backends, or the lack of one, means. `nowMs` is for dates in `Retry-After`.
 * Looks into the body of a 429 only, and any body will do.
 */
export function classify(result: Answer | TransportError, nowMs: number): AttemptOutcome {
  if ('reason' in result) return failed(result.reason, undefined, result.message);
  const { status } = result.head;
  if (status < 400) return { kind: 'success' };
  if (status === 429) return throttled(result, nowMs);
  const busyForMs = status === 503 ? retryAfterHeaderMs(result.head.headers, nowMs) : undefined;
  if (busyForMs !== undefined)
    return { kind: 'throttled', status, retryAfterMs: busyForMs, final: false, requeue: false };
  if (isBackendFault(status))
    return failed('status', status, `answered ${status} ${result.head.statusText}`.trimEnd());
  return { kind: 'declined', status, misconfigured: misconfigurations.has(status) };
}

const misconfigurations = new Set([401, 403, 404]);

// 408: the backend ran out of time; 424: the model behind an Azure ML endpoint failed. Both are its own doing.
function isBackendFault(status: number): boolean {
  return status >= 500 || status === 408 || status === 424;
}

function throttled(answer: Answer, nowMs: number): AttemptOutcome {
  const { headers, status } = answer.head;
  const final =
    headerValue(headers, 'x-should-retry') === 'false' ||
    isQuotaSpent(reportedError(parsedJson(bodyText(answer))));
  // How SimpleL7Proxy's policy for API Management asks for the request to wait rather than go elsewhere.
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

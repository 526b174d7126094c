import { parsedJson } from '@laneway/answer-content';
import { headerValue } from '@laneway/contracts';
import type { Answer, AttemptOutcome, TransportError } from '@laneway/contracts';

import { bodyText, reportedError } from './reported-error.ts';
import { retryAfterHeaderMs, retryAfterMs } from './retry-after.ts';
import { isHopeless } from './throttle-error.ts';

/**
 * The outcome of an attempt at an OpenAI-compatible backend. `nowMs`: milliseconds since the Unix epoch, for waits that name
 * a point of time. Reads only the bodies of 429s, which may be anything.
 */
export function classify(result: Answer | TransportError, nowMs: number): AttemptOutcome {
  if ('reason' in result) return failed(result.reason, undefined, result.message);
  const { status, headers } = result.head;
  if (status < 400) return { kind: 'success' };
  if (status === 429) return throttled(result, nowMs);
  if (!isBackendFault(status))
    return { kind: 'declined', status, misconfigured: misconfigurations.has(status) };
  const waitMs = retryAfterHeaderMs(headers, nowMs);
  if (waitMs !== undefined && (waitMs > 0 || status === 503))
    return { kind: 'throttled', status, retryAfterMs: waitMs, final: false, requeue: false };
  return failed('status', status, `The backend answered with status ${status}.`);
}

const misconfigurations = new Set([401, 403, 404]);

// 408: the backend timed out. 424: the model behind an Azure ML endpoint failed. 498: Groq has no capacity for the tier.
function isBackendFault(status: number): boolean {
  return status >= 500 || status === 408 || status === 424 || status === 498;
}

function throttled(answer: Answer, nowMs: number): AttemptOutcome {
  const { headers, status } = answer.head;
  const text = bodyText(answer);
  const waitMs = retryAfterMs(answer, nowMs);
  const final =
    headerValue(headers, 'x-should-retry') === 'false' ||
    isHopeless(reportedError(parsedJson(text)), text, waitMs);
  // SimpleL7Proxy's API Management policy asks in this way that the request waits instead of trying another endpoint.
  const requeue = !final && headerValue(headers, 's7prequeue')?.toLowerCase() === 'true';
  return { kind: 'throttled', status, retryAfterMs: waitMs, final, requeue };
}

function failed(
  reason: TransportError['reason'] | 'status',
  status: number | undefined,
  message: string,
): AttemptOutcome {
  return { kind: 'failed', reason, status, retryable: true, message };
}

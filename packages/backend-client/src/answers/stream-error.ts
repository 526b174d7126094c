import type { AttemptOutcome } from '@laneway/contracts';

import { namesError, reportedError } from './reported-error.ts';
import type { ReportedError } from './reported-error.ts';
import { retryAfterTextMs } from './retry-after.ts';
import { isHopeless, isThrottle } from './throttle-error.ts';

/**
 * The meaning of an error within a good answer: `content` if the request itself is at fault, so that the client should see
 * it. `body`: the parsed error, `text`: what it was parsed from.
 */
export function streamError(body: unknown, text: string, nowMs: number): 'content' | AttemptOutcome {
  const error = reportedError(body);
  if (isThrottle(error)) {
    const retryAfterMs = retryAfterTextMs(text, nowMs);
    const final = isHopeless(error, text, retryAfterMs);
    return { kind: 'throttled', status: 429, retryAfterMs, final, requeue: false };
  }
  if (isClientFault(error)) return 'content';
  const parts = [error.label, error.message].filter((part) => part !== undefined && part !== '');
  const message = parts.length === 0 ? 'The stream began with an error.' : parts.join(': ');
  return { kind: 'failed', reason: 'stream', status: error.status ?? 500, retryable: true, message };
}

const backendFaults = new Set([408, 424, 498]);

function isClientFault(error: ReportedError): boolean {
  const { status } = error;
  if (status !== undefined && status < 500 && !backendFaults.has(status)) return true;
  return namesError(error, clientFault);
}

// Codes of chat completions, of failed responses (https://platform.openai.com/docs/api-reference/responses/object), of
// Anthropic's error events, of Google's statuses and of AWS's exceptions.
const clientFault =
  /^(?:invalid(?!response)|validation|badrequest|contentfilter|contentpolicy|contextlengthexceeded|image|unsupported|emptyimage|(?:authentication|permission|notfound)error$|unauthenticated|permissiondenied|accessdenied|(?:resource)?notfound|failedprecondition|outofrange|requesttoolarge)/;

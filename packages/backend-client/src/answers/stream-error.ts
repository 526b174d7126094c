import type { AttemptOutcome } from '@laneway/contracts';

import { isQuotaSpent, namesError } from './reported-error.ts';
import type { ReportedError } from './reported-error.ts';
import { retryAfterTextMs } from './retry-after.ts';

/** The meaning of an error in a stream: `content` if the request itself is at fault, so that the client should see it. */
export function streamError(error: ReportedError): 'content' | AttemptOutcome {
  if (isQuotaSpent(error)) return throttled(error, true);
  if (error.status === 429 || namesError(error, isThrottle)) return throttled(error, false);
  if (isClientFault(error)) return 'content';
  const text = [error.code ?? error.type, error.message].filter(Boolean).join(': ');
  const message = text === '' ? 'The stream began with an error.' : text;
  return { kind: 'failed', reason: 'stream', status: error.status ?? 500, retryable: true, message };
}

function throttled(error: ReportedError, final: boolean): AttemptOutcome {
  return {
    kind: 'throttled',
    status: 429,
    retryAfterMs: retryAfterTextMs(error.message),
    final,
    requeue: false,
  };
}

function isThrottle(name: string): boolean {
  return /^(?:too_?many_?requests|rate_?limit(?:_?(?:exceeded|reached|error))?)$/.test(name);
}

const backendFaults = new Set([408, 424]);

function isClientFault(error: ReportedError): boolean {
  const { status } = error;
  if (status !== undefined && status >= 400 && status < 500 && !backendFaults.has(status)) return true;
  return namesError(error, (name) => clientFault.test(name));
}

// Codes of chat completions, of failed responses (https://platform.openai.com/docs/api-reference/responses/object) and
// of Anthropic's error events.
const clientFault =
  /^(?:invalid_|content_filter|context_length_exceeded|image_|unsupported_|empty_image|(?:authentication|permission|not_found)_error$|request_too_large$)/;

import { withHeaders } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import { errorAnswer } from '../answers/error-answer.ts';

/** How a 429 gives the time to wait. */
export type ThrottleForm =
  /** `retry-after-ms` and `Retry-After`, as Azure does. */
  | 'azure'
  | 'retry-after-ms'
  | 'retry-after-seconds'
  /** `Retry-After: 1.5` */
  | 'retry-after-decimal'
  | 'retry-after-date'
  /** `x-ratelimit-reset-tokens: 6` */
  | 'reset-tokens-seconds'
  /** `x-ratelimit-reset-tokens: 6m0s` or `17ms` */
  | 'reset-tokens-duration'
  /** `x-rate-limit-reset-requests: 6`, the other spelling. */
  | 'reset-requests-other-spelling'
  /** Only the sentence in the error message. */
  | 'message'
  | 'none'
  /** OpenAI's 429 of an exhausted account, which waiting does not help. */
  | 'insufficient-quota'
  /** `S7PREQUEUE: true` and `retry-after-ms`, from the APIM policy of SimpleL7Proxy. */
  | 'requeue';

export interface Throttle {
  readonly form: ThrottleForm;
  readonly retryAfterMs: number;
  readonly nowMs: number;
}

/** A 429 in the given form. */
export function throttleAnswer(throttle: Throttle): Answer {
  return withHeaders(bodyOf(throttle), headersOf(throttle));
}

/** A duration in the format of Go and OpenAI: `17ms`, `1.5s`, `6m0s`. */
export function goDuration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)}ms`;
  const minutes = Math.floor(durationMs / 60_000);
  const seconds = (durationMs - minutes * 60_000) / 1_000;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}

function headersOf({ form, retryAfterMs, nowMs }: Throttle): Record<string, string> {
  const seconds = String(Math.ceil(retryAfterMs / 1_000));
  switch (form) {
    case 'azure':
      return { 'retry-after-ms': String(Math.ceil(retryAfterMs)), 'Retry-After': seconds };
    case 'retry-after-ms':
      return { 'retry-after-ms': String(Math.ceil(retryAfterMs)) };
    case 'retry-after-seconds':
      return { 'Retry-After': seconds };
    case 'retry-after-decimal':
      return { 'Retry-After': String(retryAfterMs / 1_000) };
    case 'retry-after-date':
      return { 'Retry-After': new Date(nowMs + retryAfterMs).toUTCString() };
    case 'reset-tokens-seconds':
      return { 'x-ratelimit-reset-tokens': seconds };
    case 'reset-tokens-duration':
      return { 'x-ratelimit-reset-tokens': goDuration(retryAfterMs) };
    case 'reset-requests-other-spelling':
      return { 'x-rate-limit-reset-requests': seconds };
    case 'requeue':
      return { S7PREQUEUE: 'true', 'retry-after-ms': String(Math.ceil(retryAfterMs)) };
    case 'message':
    case 'none':
    case 'insufficient-quota':
      return {};
    default:
      return form satisfies never;
  }
}

function bodyOf({ form, retryAfterMs }: Throttle): Answer {
  if (form === 'insufficient-quota') {
    return errorAnswer(429, {
      code: 'insufficient_quota',
      type: 'insufficient_quota',
      message: 'The quota of this account is used up; see its plan and billing.',
    });
  }
  const sentence = 'Requests to this deployment have exceeded the rate limit of its pricing tier.';
  // In the other forms the message must not give the wait as well.
  const saysWhen = form === 'azure' || form === 'message';
  const when = saysWhen ? ` Please retry after ${Math.ceil(retryAfterMs / 1_000)} seconds.` : '';
  return errorAnswer(429, { code: '429', message: sentence + when });
}

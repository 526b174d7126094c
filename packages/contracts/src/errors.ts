/** How an error is answered. */
export interface ErrorTraits {
  /** HTTP status. */
  readonly status: number;
  /** Whether the same request may succeed later; sent as `x-should-retry: false` when it may not. */
  readonly retryable: boolean;
  /** OpenAI's `error.type`. */
  readonly type: string;
}

/** Every error that a caller can get from the gateway itself, in the order in which a request can meet them. */
export const errorTraits = {
  // Rejected: before the queue.
  bad_request: { status: 400, retryable: false, type: 'invalid_request_error' },
  invalid_header: { status: 400, retryable: false, type: 'invalid_request_error' },
  request_timeout: { status: 408, retryable: true, type: 'invalid_request_error' },
  body_too_large: { status: 413, retryable: false, type: 'invalid_request_error' },
  headers_too_large: { status: 431, retryable: false, type: 'invalid_request_error' },
  draining: { status: 503, retryable: true, type: 'server_error' },
  unauthenticated: { status: 401, retryable: false, type: 'authentication_error' },
  profile_unknown: { status: 403, retryable: false, type: 'permission_error' },
  profile_suspended: { status: 403, retryable: false, type: 'permission_error' },
  profile_unavailable: { status: 503, retryable: true, type: 'server_error' },
  expectation_failed: { status: 417, retryable: false, type: 'invalid_request_error' },
  no_facade: { status: 404, retryable: false, type: 'invalid_request_error' },
  no_endpoint: { status: 503, retryable: true, type: 'server_error' },
  quota_exceeded: { status: 429, retryable: true, type: 'rate_limit_error' },
  // Rejected or evicted: the queue itself.
  queue_full: { status: 429, retryable: true, type: 'rate_limit_error' },
  deadline_exceeded: { status: 412, retryable: false, type: 'invalid_request_error' },
  // Failed: after the queue.
  throttled: { status: 429, retryable: true, type: 'rate_limit_error' },
  bad_gateway: { status: 502, retryable: true, type: 'server_error' },
  upstream_timeout: { status: 504, retryable: true, type: 'server_error' },
  // The client is gone: nobody reads it, but the books need a word.
  cancelled: { status: 499, retryable: false, type: 'invalid_request_error' },
  internal_error: { status: 500, retryable: true, type: 'server_error' },
  // While starting or reloading: never sent to a caller of the proxy.
  config_invalid: { status: 400, retryable: false, type: 'invalid_request_error' },
  plugin_invalid: { status: 400, retryable: false, type: 'invalid_request_error' },
  plugin_not_found: { status: 400, retryable: false, type: 'invalid_request_error' },
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorTraits;

/** What an error says beside its code. */
export interface ErrorDetails {
  /** OpenAI's `error.param`: the header, field or option at fault. */
  readonly param?: string;
  /** When it is worth trying again, in milliseconds; sent as `Retry-After` and `retry-after-ms`. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

// A registered symbol, so that errors from two installed copies still recognise each other.
const brand = Symbol.for('laneway.error');

/** An error with a code of the table. Its message is for the caller: no secrets, no backend addresses. */
export class LanewayError extends Error {
  readonly code: ErrorCode;
  readonly param: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LanewayError';
    this.code = code;
    this.param = details.param;
    this.retryAfterMs = details.retryAfterMs;
    Object.defineProperty(this, brand, { value: true });
  }

  get traits(): ErrorTraits {
    return errorTraits[this.code];
  }
}

/** Whether `error` is a `LanewayError`, from whichever installed copy of this package. */
export function isLanewayError(error: unknown): error is LanewayError {
  return typeof error === 'object' && error !== null && brand in error;
}

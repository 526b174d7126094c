/** How the gateway answers a request with an error. */
export interface ErrorTraits {
  /** HTTP status. 400 to 599. */
  readonly status: number;
  /** Whether the same request may succeed later. If not, the answer carries `x-should-retry: false`. */
  readonly retryable: boolean;
  /** Category of the error. Dialects use it, or the word of their vendor for the same status. */
  readonly type: string;
}

/** The errors that the gateway itself answers with, in the order in which a request can meet them. */
export const errorTraits = {
  // Rejected: before the queue.
  bad_request: { status: 400, retryable: false, type: 'invalid_request_error' },
  invalid_request: { status: 400, retryable: false, type: 'invalid_request_error' },
  invalid_header: { status: 400, retryable: false, type: 'invalid_request_error' },
  request_timeout: { status: 408, retryable: true, type: 'invalid_request_error' },
  body_too_large: { status: 413, retryable: false, type: 'invalid_request_error' },
  headers_too_large: { status: 431, retryable: false, type: 'invalid_request_error' },
  loop_detected: { status: 508, retryable: false, type: 'invalid_request_error' },
  overloaded: { status: 503, retryable: true, type: 'server_error' },
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
  // The client is gone and gets no answer; records and metrics use the code.
  cancelled: { status: 499, retryable: false, type: 'invalid_request_error' },
  internal_error: { status: 500, retryable: true, type: 'server_error' },
  // While starting or reloading: never sent to a caller of the proxy.
  config_invalid: { status: 400, retryable: false, type: 'invalid_request_error' },
  plugin_invalid: { status: 400, retryable: false, type: 'invalid_request_error' },
  plugin_not_found: { status: 400, retryable: false, type: 'invalid_request_error' },
} as const satisfies Record<string, ErrorTraits>;

/** A code of `errorTraits`. Sent as `error.code`. */
export type ErrorCode = keyof typeof errorTraits;

/** Optional parts of a `LanewayError`. */
export interface ErrorDetails {
  /** The header, field or option at fault. Sent as `error.param`. */
  readonly param?: string;
  /** When the request is worth repeating, in milliseconds from now. Sent as `Retry-After` and `retry-after-ms`. */
  readonly retryAfterMs?: number;
  /** The error behind this one, for logs. Clients never get it. */
  readonly cause?: unknown;
}

// A registered symbol, so that two installed copies recognise each other's errors.
const brand = Symbol.for('laneway.error');

/**
 * An error with a code of `errorTraits`. Its message is sent to the caller: a sentence with a capital letter and a full stop,
 * without secrets and without the addresses of backends.
 */
export class LanewayError extends Error {
  /** Decides status, `error.type` and whether a retry can help. */
  readonly code: ErrorCode;
  /** The header, field or option at fault; `undefined` if there is none. */
  readonly param: string | undefined;
  /** When the request is worth repeating, in milliseconds from now; `undefined` if that is not known. */
  readonly retryAfterMs: number | undefined;

  /** Never throws. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LanewayError';
    this.code = code;
    this.param = details.param;
    this.retryAfterMs = details.retryAfterMs;
    Object.defineProperty(this, brand, { value: true });
  }

  /** The row of `errorTraits` for `code`. */
  get traits(): ErrorTraits {
    return errorTraits[this.code];
  }
}

/** Whether `error` is a `LanewayError`, also one of another installed copy of this package. Never throws. */
export function isLanewayError(error: unknown): error is LanewayError {
  return typeof error === 'object' && error !== null && brand in error;
}

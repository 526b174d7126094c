import type { CallerError } from '@laneway/contracts';

// Source: https://docs.anthropic.com/en/api/errors
const types = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
]);

/** The error body that Anthropic's clients read. */
export function errorBody({ status, message, requestId }: CallerError): object {
  const type = types.get(status) ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return { type: 'error', error: { type, message }, request_id: requestId };
}

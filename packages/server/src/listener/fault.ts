import type { ErrorTraits, LanewayError } from '@laneway/contracts';

/** Why a request is refused, in the words of an error body. */
export interface Fault extends ErrorTraits {
  readonly code: string;
  /** For the caller: no secrets, no backend addresses. */
  readonly message: string;
  readonly param?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Methods that would be allowed, for the `allow` line. */
  readonly allow?: string;
  /** What is wrong, one by one: for operators, who can mend all of it at once. */
  readonly problems?: readonly unknown[];
}

// What only a listener has to say: the engine's codes are in the contracts' table.
const listenerTraits = {
  not_found: { status: 404, retryable: false, type: 'invalid_request_error' },
  method_not_allowed: { status: 405, retryable: false, type: 'invalid_request_error' },
  forbidden: { status: 403, retryable: false, type: 'permission_error' },
  conflict: { status: 409, retryable: false, type: 'invalid_request_error' },
} as const satisfies Record<string, ErrorTraits>;

export type ListenerFaultCode = keyof typeof listenerTraits;

/** A refusal that has nothing to do with the gateway. */
export function listenerFault(code: ListenerFaultCode, message: string): Fault {
  return { ...listenerTraits[code], code, message };
}

/** The refusal of a method where those in `allow` are served. */
export function methodNotAllowed(method: string, allow: string): Fault {
  return { ...listenerFault('method_not_allowed', `${method} is not allowed here.`), allow };
}

/** The refusal that an error stands for. */
export function faultOf(error: LanewayError): Fault {
  const { code, message, param, retryAfterMs, traits } = error;
  return { ...traits, code, message, param, retryAfterMs };
}

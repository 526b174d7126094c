import type { ErrorTraits, LanewayError } from '@laneway/contracts';

/** Why a request is refused: the parts of an error body. */
export interface Fault extends ErrorTraits {
  readonly code: string;
  /** A sentence for the caller, without secrets and addresses of backends. */
  readonly message: string;
  readonly param?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Allowed methods, for the `allow` header. */
  readonly allow?: string;
  /** All problems, for operators, so that they can fix all of them at once. */
  readonly problems?: readonly unknown[];
}

// Codes of the listener only: those of the engine are in the contracts' table.
const listenerTraits = {
  not_found: { status: 404, retryable: false, type: 'invalid_request_error' },
  method_not_allowed: { status: 405, retryable: false, type: 'invalid_request_error' },
  forbidden: { status: 403, retryable: false, type: 'permission_error' },
  conflict: { status: 409, retryable: false, type: 'invalid_request_error' },
} as const satisfies Record<string, ErrorTraits>;

export type ListenerFaultCode = keyof typeof listenerTraits;

/** A refusal with a code of the listener. */
export function listenerFault(code: ListenerFaultCode, message: string): Fault {
  return { ...listenerTraits[code], code, message };
}

/** The refusal of a method; `allow`: the allowed ones. */
export function methodNotAllowed(method: string, allow: string): Fault {
  return { ...listenerFault('method_not_allowed', `${method} is not allowed here.`), allow };
}

/** The refusal for an error. */
export function faultOf(error: LanewayError): Fault {
  const { code, message, param, retryAfterMs, traits } = error;
  return { ...traits, code, message, param, retryAfterMs };
}

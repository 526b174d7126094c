import type { TransportError } from '@laneway/contracts';
import { errors } from 'undici';

/** Phase of an attempt when it failed. While `connecting`, nothing was sent. */
export type AttemptPhase = 'connecting' | 'connected';

/**
 * The reason for which an attempt failed, from an error of undici, Node's sockets or TLS.
 * Source of the codes: https://undici.nodejs.org/#/docs/api/Errors
 */
export function transportError(error: unknown, phase: AttemptPhase): TransportError {
  const code = codeOf(error);
  return {
    reason: phase === 'connecting' ? connectReason(code) : exchangeReason(error, code),
    message: describe(error, code),
  };
}

const invalidRequest = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);

const protocolErrors = new Set([
  ...invalidRequest,
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_HEADERS_OVERFLOW',
]);

const timeouts = new Set(['UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT']);

function connectReason(code: string): TransportError['reason'] {
  return invalidRequest.has(code) ? 'protocol' : 'connect';
}

function exchangeReason(error: unknown, code: string): TransportError['reason'] {
  if (timeouts.has(code)) return 'timeout';
  return protocolErrors.has(code) || isParserError(error) ? 'protocol' : 'reset';
}

// A connection that closes within a chunked body is also a parser error; only its message distinguishes it.
function isParserError(error: unknown): boolean {
  return error instanceof errors.HTTPParserError && !error.message.includes('Invalid EOF state');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

// The error for several addresses that all failed has a code but no message.
function describe(error: unknown, code: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return [code, message].filter((part) => part !== '').join(': ');
}

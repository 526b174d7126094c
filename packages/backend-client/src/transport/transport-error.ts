import type { TransportError } from '@laneway/contracts';
import { errors } from 'undici';

/** How far an attempt had come: before `connected`, nothing of it was on the wire. */
export type AttemptPhase = 'connecting' | 'connected';

/**
 * What an error of undici, Node's sockets or TLS means for an attempt.
 * Source of the codes: https://undici.nodejs.org/#/docs/api/Errors
 */
export function transportError(error: unknown, phase: AttemptPhase): TransportError {
  const code = codeOf(error);
  return {
    reason: phase === 'connecting' ? connectReason(code) : exchangeReason(error, code),
    message: describe(error, code),
  };
}

const refusedRequest = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);

const brokenAnswer = new Set([
  ...refusedRequest,
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_HEADERS_OVERFLOW',
]);

const ranOutOfTime = new Set(['UND_ERR_BODY_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT']);

function connectReason(code: string): TransportError['reason'] {
  return refusedRequest.has(code) ? 'protocol' : 'connect';
}

function exchangeReason(error: unknown, code: string): TransportError['reason'] {
  if (ranOutOfTime.has(code)) return 'timeout';
  return brokenAnswer.has(code) || isParserError(error) ? 'protocol' : 'reset';
}

// A connection that closes in the middle of a chunked body is a parser error too, told apart by its message alone.
function isParserError(error: unknown): boolean {
  return error instanceof errors.HTTPParserError && !error.message.includes('Invalid EOF state');
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

// Errors of several addresses tried in turn have a code but an empty message.
function describe(error: unknown, code: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return [code, message].filter((part) => part !== '').join(': ');
}

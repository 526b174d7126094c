import { LanewayError } from '@laneway/contracts';

import { faultOf } from './fault.ts';
import type { Fault } from './fault.ts';

/** The answer to a request that Node's parser has failed; `undefined` if the client cannot receive one. */
export function clientFault(error: Error): Fault | undefined {
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') return fault('headers_too_large', 'The headers are too large.');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return fault('body_too_large', 'The chunk extensions are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return fault('request_timeout', 'The request took too long to come in.');
  // The client has left in the middle of a request.
  if (code === 'HPE_INVALID_EOF_STATE') return undefined;
  return code.startsWith('HPE_')
    ? fault('bad_request', `The request is not valid HTTP: ${reasonOf(error)}.`)
    : undefined;
}

/** Whether the error is about bytes after a request with `connection: close`. They are ignored. */
export function isBehindTheLast(error: Error): boolean {
  return codeOf(error) === 'HPE_CLOSED_CONNECTION';
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function fault(
  code: 'bad_request' | 'body_too_large' | 'headers_too_large' | 'request_timeout',
  message: string,
): Fault {
  return faultOf(new LanewayError(code, message));
}

function reasonOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : 'unknown';
}

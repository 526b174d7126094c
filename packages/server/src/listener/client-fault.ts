import { LanewayError } from '@laneway/contracts';

/**
 * The error to answer when Node gives up on what a client sends; `undefined` if the client has left, and nobody would read
 * the answer.
 */
export function clientFault(error: Error): LanewayError | undefined {
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW')
    return new LanewayError('headers_too_large', 'The headers are too large.');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return new LanewayError('body_too_large', 'The chunk extensions are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new LanewayError('request_timeout', 'The request took too long to arrive.');
  // The client has left in the middle of a request.
  if (code === 'HPE_INVALID_EOF_STATE') return undefined;
  return code.startsWith('HPE_')
    ? new LanewayError('bad_request', `The request is not valid HTTP: ${reasonOf(error)}.`)
    : undefined;
}

/** Whether the error is about bytes after a request that the client declared to be its last. They are ignored. */
export function isAfterTheLast(error: Error): boolean {
  return codeOf(error) === 'HPE_CLOSED_CONNECTION';
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function reasonOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : 'unknown';
}

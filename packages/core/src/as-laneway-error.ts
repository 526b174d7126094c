import { isLanewayError, LanewayError } from '@laneway/contracts';

/** The error as one of the table; what is not in it is the gateway's own fault. */
export function asLanewayError(error: unknown): LanewayError {
  if (isLanewayError(error)) return error;
  return new LanewayError('internal_error', 'the gateway could not process the request', { cause: error });
}

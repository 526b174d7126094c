import { isLanewayError } from '@laneway/contracts';

/** What a command was asked to do can't be done, for a reason that its user can mend. The message may have several lines. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** An error for a person at a terminal: no stack for what they can mend themselves. */
export function explainFailure(error: unknown): string {
  if (isLanewayError(error)) return `laneway: ${error.message} (${error.code})`;
  if (error instanceof CommandFailure || isSystemError(error)) return `laneway: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Files that are missing, addresses that are taken: the message names them.
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

import { isLanewayError } from '@laneway/contracts';

/** A command failed for a reason that the user can remove. The message may have several lines. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** The text of an error for the terminal: without a stack if the user can remove the reason. */
export function explainFailure(error: unknown): string {
  if (isLanewayError(error)) return `laneway: ${error.message} (${error.code})`;
  if (error instanceof CommandFailure || isSystemError(error)) return `laneway: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Missing files, used addresses: the message names them.
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

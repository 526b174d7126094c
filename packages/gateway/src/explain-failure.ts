import { isLanewayError } from '@laneway/contracts';

/** An error as one line for a person at a terminal: no stack for what they can mend themselves. */
export function explainFailure(error: unknown): string {
  if (isLanewayError(error)) return `laneway: ${error.message} (${error.code})`;
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return `laneway: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

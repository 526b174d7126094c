import { headerValue } from '@laneway/contracts';
import type { ScriptedAttempt } from './scripted-backend.ts';

/** Which request an attempt is for. */
export function requestIdOf({ request }: ScriptedAttempt): string {
  return headerValue(request.headers, 'x-request-id') ?? '';
}

/** Which requests attempts are for, in order. */
export function requestIdsOf(attempts: readonly ScriptedAttempt[]): string[] {
  return attempts.map(requestIdOf);
}

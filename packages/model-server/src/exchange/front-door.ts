import { isAccepted } from './accepted-credentials.ts';
import type { Answer } from '../answers/answer.ts';
import { deploymentNotFound, resourceNotFound, unauthorized } from '../answers/error-answer.ts';
import type { ModelServerBehaviour } from '../behaviour.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Route } from '../route.ts';

/** Where a request may go: a route, or the error that its path or credential earns. */
export type Admission = { readonly route: Route } | { readonly refusal: Answer };

/** Checks what the front door checks, before any deployment hears of the request. */
export function frontDoor(entry: LedgerEntry, behaviour: ModelServerBehaviour): Admission {
  const { route, model } = entry;
  if (route?.operation === 'probe') return { route };
  if (!isAccepted(entry, behaviour)) return { refusal: unauthorized() };
  if (route === undefined) return { refusal: resourceNotFound() };
  const lacksVersion = route.family === 'classic' && !route.query.has('api-version');
  if (behaviour.strictApiVersion && lacksVersion) return { refusal: resourceNotFound() };
  const isUnknown = model !== undefined && behaviour.deployments?.includes(model) === false;
  return isUnknown ? { refusal: deploymentNotFound(model) } : { route };
}

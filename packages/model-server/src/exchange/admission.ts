import { isAccepted } from './accepted-credentials.ts';
import type { Answer } from '../answers/answer.ts';
import { deploymentNotFound, resourceNotFound, unauthorized } from '../answers/error-answer.ts';
import type { ModelServerBehaviour } from '../behaviour.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Route } from '../route.ts';

/** The route of an admitted request, or the error of one that is refused. */
export type Admission = { readonly route: Route } | { readonly refusal: Answer };

/** Checks credential, path, `api-version` and deployment. */
export function admit(entry: LedgerEntry, behaviour: ModelServerBehaviour): Admission {
  const { route, model } = entry;
  if (route?.operation === 'probe') return { route };
  if (!isAccepted(entry, behaviour)) return { refusal: unauthorized() };
  if (route === undefined) return { refusal: resourceNotFound() };
  const lacksVersion = route.family === 'classic' && !route.query.has('api-version');
  if (behaviour.strictApiVersion && lacksVersion) return { refusal: resourceNotFound() };
  const isUnknown = model !== undefined && behaviour.deployments?.includes(model) === false;
  return isUnknown ? { refusal: deploymentNotFound(model) } : { route };
}

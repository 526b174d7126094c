import { formatDuration } from '@laneway/quantities';

import type { EnvironmentDocument } from '../environment/environment-document.ts';
import type { EnvironmentVariables } from '../environment/environment-variables.ts';

/** The variables of one `BACKEND_{token}_*` backend, by spelling. */
interface Backend {
  readonly token: string;
  readonly endpoint: string;
}

const variable = /^BACKEND_(.+)_(URL|PRIORITY|APIKEY|DEPLOYMENT_NAME)$/i;

// Source: the HTTP client of the smart load balancing container.
const defaultTimeoutMs = 100_000;

/** Tokens of the `BACKEND_{token}_*` variables that are set. */
export function backendTokens(variables: EnvironmentVariables): string[] {
  const tokens = [...variables.names].flatMap((name) => {
    const [, token] = variable.exec(name) ?? [];
    return token !== undefined && variables.has(name) ? [token.toLowerCase()] : [];
  });
  return [...new Set(tokens)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Adds an endpoint per backend and one facade with all of them. */
export function putBackends(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  const backends = backendTokens(variables).map((token) => ({ token, endpoint: nameOf(token) }));
  for (const backend of backends) putBackend(document, backend, variables);
  const facade = ['facades', 'default'];
  const [first = ''] = backends.map(({ token }) => variables.spelling(`BACKEND_${token}_URL`));
  document.put(
    [...facade, 'endpoints'],
    backends.map(({ endpoint }) => endpoint),
    first,
  );
  document.put([...facade, 'failover', 'attempts'], Math.min(backends.length, 100), first);
  const seconds = variables.whole('HTTP_TIMEOUT_SECONDS');
  const timeout = formatDuration(seconds === undefined ? defaultTimeoutMs : seconds * 1000);
  document.put([...facade, 'failover', 'timeout'], timeout, variables.spelling('HTTP_TIMEOUT_SECONDS'));
}

function putBackend(
  document: EnvironmentDocument,
  { token, endpoint }: Backend,
  variables: EnvironmentVariables,
): void {
  const nameFor = (part: string) => variables.spelling(`BACKEND_${token}_${part}`);
  const path = ['endpoints', endpoint];
  const [url, priority, key, deployment] = ['URL', 'PRIORITY', 'APIKEY', 'DEPLOYMENT_NAME'].map(nameFor);
  if (url === undefined || priority === undefined || key === undefined || deployment === undefined) return;
  if (variables.has(url)) document.put([...path, 'url'], variables.text(url), url);
  else variables.refuse(url, 'Required, because another variable of this backend is set.');
  if (!variables.has(priority)) variables.warn(priority, 'Not set: 1 is used.');
  document.put([...path, 'group'], variables.whole(priority), priority);
  document.put([...path, 'credential'], credential(variables.has(key) ? key : undefined), key);
  // The backend has one deployment for every model of the caller.
  document.put(['facades', 'default', 'deployments', '*', endpoint], variables.text(deployment), deployment);
}

// The key is referred to, so that the document can be shown.
function credential(keyVariable: string | undefined): Record<string, unknown> {
  if (keyVariable !== undefined) {
    return { use: 'api-key', options: { key: `\${${keyVariable}}`, family: 'azure' } };
  }
  return { use: 'entra', options: { audience: 'https://cognitiveservices.azure.com' } };
}

function nameOf(token: string): string {
  return `backend-${token.replaceAll(/[^a-z0-9_-]/g, '-')}`;
}

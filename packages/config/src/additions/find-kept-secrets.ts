import type { ConfigPath } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { hasReference } from '../reading/interpolate.ts';
import { isSecretName } from '../secrets/hide-secrets.ts';

/**
 * Finds secrets in an addition at `at`, and references that could show one. Additions are kept in a file and shown by
 * the admin API, so secrets must be references, and references are allowed only in plugin options.
 */
export function findKeptSecrets(value: unknown, at: ConfigPath, inside: ConfigPath = []): Finding[] {
  if (typeof value === 'string') {
    const message = problemOf(value, inside);
    return message === undefined ? [] : [{ path: [...at, ...inside], part: 'value', message }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const parts: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return parts.flatMap(([name, part]) => findKeptSecrets(part, at, [...inside, name]));
}

function problemOf(text: string, path: ConfigPath): string | undefined {
  const start = path.findIndex((name) => name === 'options' || name === 'properties');
  const isFree = start !== -1;
  const isSecret =
    isFree && path.slice(start + 1).some((name) => typeof name === 'string' && isSecretName(name));
  if (isSecret && !/^\$\{\s*[A-Za-z_][\w.-]*\s*\}$/.test(text))
    return 'A secret cannot be kept here. Write ${NAME}, a variable of the gateway’s environment.';
  if (!hasReference(text)) return undefined;
  if (!isFree)
    return 'A reference is not allowed here, where its value would be shown. References are allowed under `options`.';
  return /\$\{\s*file:/.test(text) ? 'Only the config file can refer to files. Write ${NAME}.' : undefined;
}

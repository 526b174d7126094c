import type { ConfigPath } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { hasReference } from '../reading/interpolate.ts';
import { isSecretName } from '../secrets/hide-secrets.ts';

/**
 * Where an addition, which stands at `at`, holds a secret itself, or could show one: additions are kept in a file and
 * shown by the admin API. So secrets are references, and references stand only where nothing but a plugin reads them.
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
    return 'a secret is not kept here; write ${NAME}, a variable of the gateway’s environment';
  if (!hasReference(text)) return undefined;
  if (!isFree) return 'no reference here, where it would be shown; references stand under `options`';
  return /\$\{\s*file:/.test(text)
    ? 'no files here, only the config file names those; write ${NAME}'
    : undefined;
}

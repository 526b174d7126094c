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
  const free = freePart(path);
  const isSecret = free?.some((name) => typeof name === 'string' && isSecretName(name)) ?? false;
  if (isSecret && !/^\$\{\s*([A-Za-z_][\w.-]*|file:[^}]+)\s*\}$/.test(text))
    return 'A secret cannot be kept here. Write ${NAME} or ${file:path}, as `admin.secrets` of the config lists it.';
  if (free === undefined && hasReference(text))
    return 'A reference is not allowed here, where its value would be shown. References are allowed under `options`.';
  return undefined;
}

/** The part of a path that is inside plugin options or `properties`, where anything may be written. */
function freePart(path: ConfigPath): ConfigPath | undefined {
  const [section] = path;
  if (section === 'properties') return path.slice(1);
  const options = optionsIndex(path);
  return options === undefined ? undefined : path.slice(options + 1);
}

/** Index of `options` in a path inside an endpoint, if it leads into the options of a plugin. */
export function optionsIndex([section, ...inside]: ConfigPath): number | undefined {
  const index = section === 'processors' ? 2 : 1;
  const isPlugin = section === 'processors' || section === 'connector' || section === 'credential';
  return isPlugin && inside[index - 1] === 'options' ? index : undefined;
}

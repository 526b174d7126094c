import type { ConfigPath } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { referencesIn } from '../reading/interpolate.ts';
import type { AdditionRules } from './addition-rules.ts';
import type { InlineEndpoint } from './added-facade.ts';
import { optionsIndex } from './find-kept-secrets.ts';

// These send nothing but what their options contain, or what the caller sent.
const plainCredentials = new Set(['passthrough', 'api-key']);

/** Finds references, credentials and hosts of an endpoint in an addition that `rules` do not allow for its origin. */
export function findUnlisted({ name, value }: InlineEndpoint, rules: AdditionRules): Finding[] {
  const url = typeof value['url'] === 'string' ? URL.parse(value['url']) : null;
  // The schema reports an endpoint without a valid URL.
  if (url === null) return [];
  const path = ['endpoints', name];
  return [
    ...privateHost(url, [...path, 'url'], rules),
    ...unlistedReferences(value, path, { origin: url.origin, rules }),
    ...unlistedCredential(value['credential'], [...path, 'credential'], { origin: url.origin, rules }),
  ];
}

interface Target {
  readonly origin: string;
  readonly rules: AdditionRules;
}

function privateHost({ hostname }: URL, path: ConfigPath, rules: AdditionRules): Finding[] {
  if (rules.allowsHost(hostname)) return [];
  const message =
    'The address is private, loopback or link-local. `admin.allowPrivate: true` in the config allows those.';
  return [{ path, part: 'value', message }];
}

function unlistedReferences(value: unknown, path: ConfigPath, target: Target): Finding[] {
  if (typeof value === 'string') {
    // Elsewhere no reference is allowed at all.
    if (optionsIndex(path.slice(2)) === undefined) return [];
    const { origin, rules } = target;
    if (referencesIn(value).every((reference) => rules.allowsReference(reference, origin))) return [];
    const message =
      'The config does not list this reference for the origin of the endpoint in `admin.secrets`.';
    return [{ path, part: 'value', message }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => unlistedReferences(part, [...path, key], target));
}

function unlistedCredential(credential: unknown, path: ConfigPath, { origin, rules }: Target): Finding[] {
  const { use = credential, options }: Readonly<Record<string, unknown>> = Object(credential);
  if (typeof use !== 'string' || plainCredentials.has(use)) return [];
  const { audience }: Readonly<Record<string, unknown>> = Object(options);
  if (rules.allowsCredential(use, typeof audience === 'string' ? audience : undefined, origin)) return [];
  const message =
    'The config does not list this credential for the origin of the endpoint in `admin.secrets`, as `entra` or `entra:<audience>`.';
  return [{ path, part: 'value', message }];
}

import type { ConfigPath } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { unknownKey } from '../findings/finding.ts';
import type { AdditionRules } from './addition-rules.ts';
import type { AddedFacade, InlineEndpoint } from './added-facade.ts';
import { findKeptSecrets } from './find-kept-secrets.ts';
import { findUnlisted } from './find-unlisted.ts';

type Entries = Readonly<Record<string, unknown>>;

/** An added facade as entries of a config. */
export interface FacadeParts {
  readonly name: string;
  /** Value of `facades.{name}`. */
  readonly facade: Entries;
  /** Endpoints that were written inside it. */
  readonly endpoints: readonly InlineEndpoint[];
  /** Violations of the rules of this form; the schema of the config checks the others. */
  readonly findings: readonly Finding[];
}

const descriptiveKeys = ['display_name', 'description', 'cost_center', 'properties'];
const sameInConfig = ['match', 'stripPrefix', 'dialect', 'failover', 'deployments'];
const keys = ['endpoints', 'loadBalancingPolicy', ...sameInConfig, ...descriptiveKeys];

/** Converts an added facade to entries of a config. `rules`: not checked if left out. */
export function facadeParts({ name, settings }: AddedFacade, rules?: AdditionRules): FacadeParts {
  const { endpoints, loadBalancingPolicy: policy } = settings;
  const path = ['facades', name];
  const inline = inlineEndpoints(name, endpoints);
  const names = new Map(inline.map((endpoint) => [endpoint.index, endpoint.name]));
  const facade = {
    // Without `match` the facade is only addressed by name, so that it takes no requests from others.
    match: { paths: [`/facades/${name}/*`] },
    ...Object.fromEntries(sameInConfig.flatMap((key) => entryOf(settings, key))),
    ...(endpoints !== undefined && {
      endpoints: Array.isArray(endpoints)
        ? endpoints.map((item: unknown, index) => names.get(index) ?? item)
        : endpoints,
    }),
    ...(policy !== undefined && { balancer: policy === 'latency-based' ? 'latency' : policy }),
  };
  const findings = [
    ...Object.keys(settings).flatMap((key) => (keys.includes(key) ? [] : [unknownKey(path, key, keys)])),
    ...descriptiveKeys.flatMap((key) =>
      wrongDescription([...path, key], settings[key], key === 'properties'),
    ),
    ...(policy === undefined || typeof policy === 'string' ? [] : [expected([...path, 'balancer'], 'text')]),
    ...inline.flatMap(({ index }) => wrongName([...path, 'endpoints', index, 'name'], endpoints, index)),
    ...findKeptSecrets(facade, path),
    ...findKeptSecrets({ properties: settings['properties'] }, path),
    ...inline.flatMap((endpoint) => findKeptSecrets(endpoint.value, ['endpoints', endpoint.name])),
    ...(rules === undefined ? [] : inline.flatMap((endpoint) => findUnlisted(endpoint, rules))),
  ];
  return { name, facade, endpoints: inline, findings };
}

function inlineEndpoints(facade: string, endpoints: unknown): InlineEndpoint[] {
  if (!Array.isArray(endpoints)) return [];
  return endpoints.flatMap((item: unknown, index) => {
    if (!isEntries(item)) return [];
    const { name: given, ...value } = item;
    return [{ name: typeof given === 'string' ? given : `${facade}.${index + 1}`, index, value }];
  });
}

function wrongName(path: ConfigPath, endpoints: unknown, index: number): Finding[] {
  const item: unknown = Array.isArray(endpoints) ? endpoints[index] : undefined;
  const given = isEntries(item) ? item['name'] : undefined;
  return given === undefined || typeof given === 'string' ? [] : [expected(path, 'text')];
}

function wrongDescription(path: ConfigPath, value: unknown, isMap: boolean): Finding[] {
  if (value === undefined || (isMap ? isEntries(value) : typeof value === 'string')) return [];
  return [expected(path, isMap ? 'a map of keys' : 'text')];
}

function expected(path: ConfigPath, what: string): Finding {
  return { path, part: 'value', message: `Expected ${what}.` };
}

function entryOf(settings: Entries, key: string): [string, unknown][] {
  return settings[key] === undefined ? [] : [[key, settings[key]]];
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

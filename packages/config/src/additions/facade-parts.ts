import type { ConfigPath } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { unknownKey } from '../findings/finding.ts';
import { findKeptSecrets } from './find-kept-secrets.ts';

type Entries = Readonly<Record<string, unknown>>;

/** A facade that was written outside of the config, as it was written. */
export interface AddedFacade {
  readonly name: string;
  /** What the admin API is told of a facade, without its name: `endpoints`, `loadBalancingPolicy`, ... */
  readonly settings: Entries;
}

/** An added facade, taken apart into what a config would say. */
export interface FacadeParts {
  readonly name: string;
  /** Value of `facades.{name}`. */
  readonly facade: Entries;
  /** Endpoints that were written inside it. */
  readonly endpoints: readonly InlineEndpoint[];
  /** Rules of this form that are broken; the schema of the config knows the others. */
  readonly findings: readonly Finding[];
}

/** An endpoint that was written inside an added facade. */
export interface InlineEndpoint {
  readonly name: string;
  /** Its place in the facade's list, from 0. */
  readonly index: number;
  /** Value of `endpoints.{name}`. */
  readonly value: Entries;
}

const descriptiveKeys = ['display_name', 'description', 'cost_center', 'properties'];
const sameInConfig = ['match', 'stripPrefix', 'failover', 'deployments'];
const keys = ['endpoints', 'loadBalancingPolicy', ...sameInConfig, ...descriptiveKeys];

/** Takes an added facade apart. */
export function facadeParts({ name, settings }: AddedFacade): FacadeParts {
  const { endpoints, loadBalancingPolicy: policy } = settings;
  const path = ['facades', name];
  const inline = inlineEndpoints(name, endpoints);
  const names = new Map(inline.map((endpoint) => [endpoint.index, endpoint.name]));
  const facade = {
    // Who adds a facade without saying what for means to address it, not to take what others serve.
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
  return { path, part: 'value', message: `expected ${what}` };
}

function entryOf(settings: Entries, key: string): [string, unknown][] {
  return settings[key] === undefined ? [] : [[key, settings[key]]];
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

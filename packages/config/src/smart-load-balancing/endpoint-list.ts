import type { Finding } from '../findings/finding.ts';
import { unknownKey } from '../findings/finding.ts';

/** A config document that was converted from another form. */
export interface ConvertedDocument {
  readonly document: unknown;
  /** Problems of the other form, at paths of the document. */
  readonly problemFindings: readonly Finding[];
  /** Parts of the other form that the document cannot express, at paths of the document. */
  readonly warningFindings: readonly Finding[];
}

/** `{"endpoints": [{"uri", "apikey"}]}`: complete deployment URLs, the preferred one first. Other keys are those of a config. */
export interface EndpointList {
  readonly endpoints: readonly unknown[];
}

/** Whether a config is an endpoint list. */
export function isEndpointList(value: unknown): value is EndpointList {
  if (typeof value !== 'object' || value === null || !('endpoints' in value)) return false;
  const { endpoints } = value;
  return Array.isArray(endpoints) && endpoints.some((item: unknown) => isRecord(item) && 'uri' in item);
}

/** Number, from 1, of the list's endpoint that the document calls `name`; `undefined` if there is none. */
export function endpointNumber(name: string): number | undefined {
  const [, digits] = /^endpoint-([1-9]\d*)$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Converts an endpoint list: each endpoint is a priority group, in the order of the list. */
export function endpointListToDocument(list: EndpointList): ConvertedDocument {
  const entries = list.endpoints.map(readEntry);
  const [first] = entries;
  const target = first?.target;
  const { endpoints: _, ...rest } = list;
  const listen: unknown = 'listen' in list ? list.listen : undefined;
  return {
    document: {
      ...rest,
      listen: {
        ...(target !== undefined && { lbPath: '/lb', lbTarget: target.text }),
        ...(isRecord(listen) && listen),
      },
      endpoints: Object.fromEntries(entries.map((entry) => [entry.name, endpointOf(entry)])),
      facades: { default: facadeOf(entries) },
    },
    problemFindings: entries.flatMap(unknownKeys),
    warningFindings: entries.flatMap((entry) => otherTarget(entry, target)),
  };
}

interface Entry {
  readonly number: number;
  readonly name: string;
  readonly written: Readonly<Record<string, unknown>>;
  /** The part of the URI before its path. */
  readonly url: unknown;
  readonly target: Target | undefined;
}

/** Path and query of a URI. */
interface Target {
  readonly text: string;
  readonly deployment: string | undefined;
  /** `text` without the deployment; equal for endpoints that can take the same request. */
  readonly shape: string;
}

function readEntry(item: unknown, index: number): Entry {
  const written = isRecord(item) ? item : {};
  const [, origin, path] =
    /^(https?:\/\/[^/?#]+)(\/[^#]+)$/i.exec(typeof written['uri'] === 'string' ? written['uri'] : '') ?? [];
  return {
    number: index + 1,
    name: `endpoint-${index + 1}`,
    written,
    url: origin ?? written['uri'],
    target: path === undefined ? undefined : readTarget(path),
  };
}

function readTarget(text: string): Target {
  const [, before, deployment, after] = /^([^?]*\/deployments\/)([^/?]+)(.*)$/.exec(text) ?? [];
  return { text, deployment, shape: deployment === undefined ? text : `${before}*${after}` };
}

function endpointOf({ url, written, number }: Entry): Record<string, unknown> {
  return {
    url,
    ...('apikey' in written && {
      credential: { use: 'api-key', options: { key: written['apikey'], family: 'azure' } },
    }),
    group: number,
  };
}

function facadeOf(entries: readonly Entry[]): Record<string, unknown> {
  const model = entries[0]?.target?.deployment;
  const others = entries.flatMap(({ name, target }) => {
    const isOther = target?.deployment !== undefined && target.deployment !== model;
    return isOther ? [[name, target.deployment] as const] : [];
  });
  return {
    endpoints: entries.map(({ name }) => name),
    failover: { attempts: Math.min(entries.length, 100) },
    ...(model !== undefined && others.length > 0 && { deployments: { [model]: Object.fromEntries(others) } }),
  };
}

function unknownKeys({ name, written }: Entry): Finding[] {
  const allowed = ['uri', 'apikey'];
  const unknown = Object.keys(written).filter((key) => !allowed.includes(key));
  return unknown.map((key) => unknownKey(['endpoints', name], key, allowed));
}

function otherTarget({ name, target }: Entry, expected: Target | undefined): Finding[] {
  if (target?.shape === expected?.shape) return [];
  const message =
    'Only the origin and the deployment are used. Path and query are those of the first endpoint.';
  return [{ path: ['endpoints', name, 'url'], part: 'value', message }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

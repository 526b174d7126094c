import type { Finding } from '../findings/finding.ts';
import type { ReadDocument } from '../reading/read-document.ts';
import { AddedOrigin } from './added-origin.ts';
import { replaceAt } from '../reading/plain-data.ts';
import type { Additions } from './additions.ts';
import type { InlineEndpoint } from './added-facade.ts';
import type { FacadeParts } from './facade-parts.ts';

type Entries = Readonly<Record<string, unknown>>;

/**
 * A config document with added facades. The config wins where both name the same facade. Its own facades come first;
 * the implied facade of a config without facades comes last, so that added facades get the requests that they match.
 */
export function withAdditions(read: ReadDocument, additions: Additions): ReadDocument {
  const own = sections(read.value);
  if (own === undefined || additions.facades.length === 0) return read;
  const implied = own.facades === undefined ? catchAll(Object.keys(own.endpoints)) : {};
  const taken = { ...own.facades, ...implied };
  const hidden = additions.facades.filter(({ name }) => Object.hasOwn(taken, name));
  const visible = additions.only((facade) => !hidden.includes(facade));
  const inline = new InlineEndpoints(own.endpoints, visible);
  const findings = [...inline.findings, ...visible.facades.flatMap((facade) => facade.findings)];
  const merged = {
    ...own.document,
    endpoints: { ...own.endpoints, ...Object.fromEntries(inline.endpoints) },
    facades: { ...own.facades, ...entries(visible.facades), ...implied },
  };
  return {
    ...read,
    // Refused values are removed before interpolation, so that no file is opened for them.
    value: findings.reduce((value: unknown, { path }) => replaceAt(value, path, undefined), merged),
    origin: new AddedOrigin(read.origin, visible),
    publicOnly: new Set(visible.publicOnly ? inline.endpoints.keys() : []),
    problemFindings: [...(read.problemFindings ?? []), ...findings],
    warningFindings: [...(read.warningFindings ?? []), ...hidden.map(hiddenFacade)],
  };
}

/** Endpoints that are defined inside facades, each under a unique name. */
class InlineEndpoints {
  readonly endpoints = new Map<string, Entries>();
  readonly findings: Finding[] = [];

  constructor(own: Entries, { facades }: Additions) {
    for (const { name, endpoints } of facades)
      for (const endpoint of endpoints) this.#add(own, name, endpoint);
  }

  #add(own: Entries, facade: string, { name, index, value }: InlineEndpoint): void {
    if (!Object.hasOwn(own, name) && !this.endpoints.has(name)) return void this.endpoints.set(name, value);
    const path = ['facades', facade, 'endpoints', index, 'name'];
    this.findings.push({ path, part: 'value', message: 'Another endpoint has this name.', value: name });
  }
}

interface Sections {
  readonly document: Entries;
  readonly endpoints: Entries;
  /** `undefined` if the config names none. */
  readonly facades: Entries | undefined;
}

/** The sections that additions extend; `undefined` if one is not a map, which the schema reports. */
function sections(document: unknown): Sections | undefined {
  if (!isEntries(document)) return undefined;
  const { endpoints = {}, facades } = document;
  if (!isEntries(endpoints) || (facades !== undefined && !isEntries(facades))) return undefined;
  return { document, endpoints, facades };
}

function catchAll(endpoints: readonly string[]): Entries {
  return endpoints.length === 0 ? {} : { default: { endpoints } };
}

function entries(facades: readonly FacadeParts[]): Entries {
  return Object.fromEntries(facades.map(({ name, facade }) => [name, facade]));
}

function hiddenFacade({ name }: FacadeParts): Finding {
  return {
    path: ['facades', name],
    part: 'key',
    message: 'This facade replaces the one of the same name that the admin API created.',
  };
}

function isEntries(value: unknown): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

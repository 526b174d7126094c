import type { HeaderPairs } from '@laneway/contracts';
import { isHeader } from '@laneway/contracts';

import { HeaderNameSet } from '../routing/header-name-set.ts';

/**
 * Headers for one hop only, whether `Connection` names them or not.
 * Source: RFC 9110, sections 7.6.1, 11.7.1 and 11.7.2; RFC 9112, appendix C.2.2. `trailer` is included because
 * trailers may be dropped on the way.
 */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const digit7 = 0x37;
const letterL = 0x6c;

/** Removed from answers: the client gets the id of the exchange. */
const notReturned = new HeaderNameSet([...hopByHop, 'x-request-id']);
/** Removed from requests: the last three belong to one connection and are set again for the next. */
const notForwarded = new HeaderNameSet([...hopByHop, 'content-length', 'expect', 'host']);

/** A client's headers for a backend, without those for one hop, those of the gateway, and `drop` (lower case). */
export function forwardHeaders(headers: HeaderPairs, drop: ReadonlySet<string>): string[] {
  const named = namedByConnection(headers);
  const dropped = nameSet(drop.size === 0 ? named : [...drop, ...named]);
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (notForwarded.has(name) || isInternal(name) || dropped.has(name)) continue;
    kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}

/** A backend's headers for the client, without those for one hop and the backend's own request id. */
export function responseHeaders(headers: HeaderPairs): string[] {
  return without(headers, notReturned, nameSet(namedByConnection(headers)));
}

/** `base` with the lines of `set`, which replace all lines of the same names. */
export function mergeHeaders(base: HeaderPairs, set: HeaderPairs): string[] {
  const replaced = new HeaderNameSet(set.filter((_, index) => index % 2 === 0));
  const merged = without(base, replaced, noNames);
  for (const part of set) merged.push(part);
  return merged;
}

/** The header lines without those of `name` (lower case). */
export function withoutHeader(headers: HeaderPairs, name: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const written = headers[index] ?? '';
    if (!isHeader(written, name)) kept.push(written, headers[index + 1] ?? '');
  }
  return kept;
}

/** Whether a header is for or from the gateway: `x-laneway-...`, `S7P...`. */
function isInternal(name: string): boolean {
  if (name.charCodeAt(1) === digit7) return name.slice(0, 3).toLowerCase() === 's7p';
  return (name.charCodeAt(2) | 0x20) === letterL && name.slice(0, 10).toLowerCase() === 'x-laneway-';
}

const noNames = new HeaderNameSet([]);

// Shared, because most requests and answers name none.
function nameSet(names: readonly string[]): HeaderNameSet {
  return names.length === 0 ? noNames : new HeaderNameSet(names);
}

/** Names in `Connection`, which are hop-by-hop. */
function namedByConnection(headers: HeaderPairs): string[] {
  const named: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (!isHeader(headers[index] ?? '', 'connection')) continue;
    const value = (headers[index + 1] ?? '').toLowerCase();
    // The usual values name no header.
    if (value === 'keep-alive' || value === 'close') continue;
    for (const name of value.split(',')) named.push(name.trim());
  }
  return named;
}

function without(headers: HeaderPairs, names: HeaderNameSet, others: HeaderNameSet): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    if (!names.has(name) && !others.has(name)) kept.push(name, headers[index + 1] ?? '');
  }
  return kept;
}

import type { ConfigPath } from '../findings/config-path.ts';
import type { Origin, Place } from '../findings/origin.ts';
import { endpointNumber } from './endpoint-list.ts';

/** Places of a document that was converted from an endpoint list. */
export class EndpointListOrigin implements Origin {
  readonly file: string;
  readonly #list: Origin;

  constructor(list: Origin) {
    this.file = list.file;
    this.#list = list;
  }

  place(path: ConfigPath, part: 'key' | 'value'): Place {
    return this.#list.place(inList(path), part);
  }
}

function inList(path: ConfigPath): ConfigPath {
  const [section, name, key, ...rest] = path;
  const number = section === 'endpoints' && typeof name === 'string' ? endpointNumber(name) : undefined;
  if (number === undefined) return path;
  const item = ['endpoints', number - 1];
  if (key === undefined) return item;
  if (key === 'url') return [...item, 'uri'];
  return key === 'credential' ? [...item, 'apikey'] : [...item, key, ...rest];
}

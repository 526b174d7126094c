import { createHash } from 'node:crypto';

/** Looks up keys by their hashes, so that the time of a look-up does not reveal how much of a key was right. */
export class KeyRing {
  readonly #ids = new Map<string, string>();

  /** `keys`: from API key to profile id. */
  constructor(keys: Readonly<Record<string, string>>) {
    for (const [key, id] of Object.entries(keys)) this.#ids.set(hash(key), id);
  }

  /** The id of the key's profile; `undefined` if the key is unknown. */
  find(key: string): string | undefined {
    return this.#ids.get(hash(key));
  }
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}

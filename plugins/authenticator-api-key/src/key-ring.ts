import { createHash } from 'node:crypto';

/** Knows keys by their hashes: a look-up says nothing, by its time, of how much of a key was right. */
export class KeyRing {
  readonly #ids = new Map<string, string>();

  /** `keys`: key to profile id. */
  constructor(keys: Readonly<Record<string, string>>) {
    for (const [key, id] of Object.entries(keys)) this.#ids.set(hash(key), id);
  }

  /** The profile that the key belongs to. */
  find(key: string): string | undefined {
    return this.#ids.get(hash(key));
  }
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}

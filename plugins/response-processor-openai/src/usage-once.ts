import type { JsonObject } from './json-object.ts';

const capacity = 10_000;

/**
 * Tells answers that say for the first time what was spent from those that say it again.
 * A stored response can be fetched as often as one likes; only one in the background spends after its first answer.
 * Remembers the last 10,000 of those.
 */
export class UsageOnce {
  readonly #background = new Set<string>();

  isFirst(answer: JsonObject, method: string): boolean {
    // Batches are polled, and spend from a quota of their own.
    if (answer['object'] === 'batch') return false;
    if (answer['object'] !== 'response') return true;
    if (answer['background'] === true) return this.#isNew(String(answer['id']));
    return method !== 'GET';
  }

  #isNew(id: string): boolean {
    if (this.#background.has(id)) return false;
    this.#background.add(id);
    if (this.#background.size > capacity) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#background) {
      this.#background.delete(oldest);
      return;
    }
  }
}

import type { JsonObject } from './json-object.ts';

const capacity = 10_000;

/**
 * Tells answers that say for the first time what was spent from those that say it again.
 * A stored response can be fetched as often as one likes; only one in the background spends after its first answer.
 * So can the output of a batch. Remembers the last 10,000 of both.
 */
export class UsageOnce {
  /** Ids of background responses and of files that batches have written. */
  readonly #told = new Set<string>();

  isFirst(answer: JsonObject, method: string): boolean {
    // Batches are polled, and spend from a quota of their own.
    if (answer['object'] === 'batch') return false;
    if (answer['object'] !== 'response') return true;
    if (answer['background'] === true) return this.isNew(String(answer['id']));
    return method !== 'GET';
  }

  /** Whether what this id stands for has not been told yet; from now on it has. */
  isNew(id: string): boolean {
    if (this.#told.has(id)) return false;
    this.#told.add(id);
    if (this.#told.size > capacity) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#told) {
      this.#told.delete(oldest);
      return;
    }
  }
}

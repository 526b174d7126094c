import type { UsageBlock } from '@laneway/answer-content';

const capacity = 10_000;

/**
 * Tells answers that report usage for the first time from those that repeat it: a stored response and the output file of
 * a batch can be fetched any number of times. Remembers the last 10,000 background responses and files.
 */
export class UsageOnce {
  readonly #reported = new Set<string>();

  /** Whether the usage of this answer to a request of `method` has not been reported yet. From now on it has. */
  isFirst(
    { object, id, background }: Pick<UsageBlock, 'object' | 'id' | 'background'>,
    method: string,
  ): boolean {
    // A batch is polled, and its tokens come from a separate quota.
    if (object === 'batch') return false;
    if (object !== 'response') return true;
    // A background response has no usage yet when it is submitted.
    if (background === true) return this.isNew(String(id));
    return method !== 'GET';
  }

  /** Whether this id is new. From now on it is not. */
  isNew(id: string): boolean {
    if (this.#reported.has(id)) return false;
    this.#reported.add(id);
    if (this.#reported.size > capacity) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#reported) {
      this.#reported.delete(oldest);
      return;
    }
  }
}

/** Promises that are kept when something the server knows comes true. */
export class Watchers {
  readonly #checks = new Set<() => void>();

  /** Resolves with the first answer of `look` that is neither `undefined` nor `false`; asked now and after every change. */
  until<T>(look: () => T | undefined | false, signal: AbortSignal | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        this.#checks.delete(check);
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const abort = () => finish(() => reject(signal?.reason));
      const check = () => {
        const found = look();
        if (found !== undefined && found !== false) finish(() => resolve(found));
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      this.#checks.add(check);
      check();
    });
  }

  changed(): void {
    for (const check of this.#checks) check();
  }
}

/** Waits for conditions on the state of the server. */
export class Watchers {
  readonly #checks = new Set<() => void>();

  /** Resolves with the first value of `look` that is neither `undefined` nor `false`. Calls it now and after every change. */
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

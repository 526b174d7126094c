import type { HeaderPairs, ResponseHead, ResponseSink, TransportError } from '@laneway/contracts';

/** A response sink that records every call of a connector. */
export class RecordingSink implements ResponseSink {
  /** The methods called, in order. */
  readonly calls: (keyof ResponseSink)[] = [];
  head: ResponseHead | undefined;
  readonly chunks: Uint8Array[] = [];
  trailers: HeaderPairs | undefined;
  error: TransportError | undefined;
  readonly #waiting = new Set<() => void>();

  onHead(head: ResponseHead): void {
    this.head = head;
    this.#note('onHead');
  }

  onData(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.#note('onData');
  }

  onEnd(trailers: HeaderPairs): void {
    this.trailers = trailers;
    this.#note('onEnd');
  }

  onError(error: TransportError): void {
    this.error = error;
    this.#note('onError');
  }

  /** The body received so far. */
  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  /** Whether `onEnd` or `onError` was called. */
  get ended(): boolean {
    return this.trailers !== undefined || this.error !== undefined;
  }

  /** Resolves when `condition` is true: now, or after the call that makes it true. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #note(call: keyof ResponseSink): void {
    this.calls.push(call);
    for (const check of this.#waiting) check();
  }
}

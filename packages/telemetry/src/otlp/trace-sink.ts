import type { AttemptEnded, GatewayEvent, TelemetrySink } from '@laneway/contracts';
import type { Tracer } from '@opentelemetry/api';

import { recordExchangeSpans } from './exchange-spans.ts';

/** Requests whose attempts are kept until they end; of more, the oldest loses them. */
const mostRequests = 10_000;

/** Makes spans of exchanges when they are over: nothing is traced while a request is served. */
export class TraceSink implements TelemetrySink {
  readonly #tracer: Tracer;
  readonly #attempts = new Map<string, AttemptEnded[]>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  record(event: GatewayEvent): void {
    if (event.kind === 'attempt-ended') return this.#keep(event);
    if (event.kind !== 'exchange-ended') return;
    const attempts = this.#attempts.get(event.requestId) ?? [];
    this.#attempts.delete(event.requestId);
    recordExchangeSpans(this.#tracer, event, attempts);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #keep(attempt: AttemptEnded): void {
    const known = this.#attempts.get(attempt.requestId);
    if (known !== undefined) {
      known.push(attempt);
      return;
    }
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size >= mostRequests && oldest !== undefined) this.#attempts.delete(oldest);
    this.#attempts.set(attempt.requestId, [attempt]);
  }
}

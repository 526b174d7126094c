import type { AttemptEnded, ExchangeEnded, GatewayEvent, TelemetrySink } from '@laneway/contracts';

import { attemptSpan, exchangeSpan } from './exchange-spans.ts';
import type { FinishedSpan } from './finished-span.ts';

/** Exchanges whose attempts are kept at most; beyond that, those of the oldest are dropped. */
const mostExchanges = 10_000;

/** Makes spans of sampled exchanges when they have ended: one for each, with a child for each attempt. */
export class TraceSink implements TelemetrySink {
  readonly #take: (span: FinishedSpan) => void;
  /** By the span of their exchange, because a request id may occur twice. */
  readonly #attempts = new Map<string, AttemptEnded[]>();

  /** `take` is called with each span. */
  constructor(take: (span: FinishedSpan) => void) {
    this.#take = take;
  }

  record(event: GatewayEvent): void {
    if (event.kind === 'attempt-ended') this.#keep(event);
    if (event.kind === 'exchange-ended') this.#trace(event);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #keep(attempt: AttemptEnded): void {
    const { sampled = false, parentSpanId } = attempt.trace ?? {};
    if (!sampled || parentSpanId === undefined) return;
    const known = this.#attempts.get(parentSpanId);
    if (known !== undefined) {
      known.push(attempt);
      return;
    }
    const [oldest] = this.#attempts.keys();
    if (this.#attempts.size >= mostExchanges && oldest !== undefined) this.#attempts.delete(oldest);
    this.#attempts.set(parentSpanId, [attempt]);
  }

  #trace(event: ExchangeEnded): void {
    const { trace } = event;
    if (trace?.sampled !== true) return;
    const attempts = this.#attempts.get(trace.spanId) ?? [];
    this.#attempts.delete(trace.spanId);
    for (const attempt of attempts) {
      if (attempt.trace !== undefined) this.#take(attemptSpan(attempt, attempt.trace, event));
    }
    this.#take(exchangeSpan(event, trace));
  }
}

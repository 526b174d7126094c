import type { ExchangeEnded, GatewayEvent, TelemetrySink } from '@laneway/contracts';

/** Keeps the events of the engine, and lets a test wait for them. */
export class EventRecorder implements TelemetrySink {
  readonly events: GatewayEvent[] = [];
  readonly #waiting = new Set<() => void>();

  record(event: GatewayEvent): void {
    this.events.push(event);
    for (const check of this.#waiting) check();
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  /** The events of one kind so far, in order. */
  of<Kind extends GatewayEvent['kind']>(kind: Kind): readonly Extract<GatewayEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<GatewayEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Resolves when `condition` is true for the events so far. */
  until(condition: (recorder: this) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => {
      if (!condition(this)) return;
      this.#waiting.delete(check);
      resolve();
    };
    this.#waiting.add(check);
    check();
    return promise;
  }

  /** Resolves with the record of exchange number `number`, counted from 1 in the order in which exchanges end. */
  async ended(number: number): Promise<ExchangeEnded> {
    await this.until((recorder) => recorder.of('exchange-ended').length >= number);
    const event = this.of('exchange-ended')[number - 1];
    if (event === undefined) throw new RangeError('number must be 1 or more.');
    return event;
  }
}

import type { ExchangeEnded, GatewayEvent, TelemetrySink } from '@laneway/contracts';

/** Keeps the events of the engine, and lets a test wait for them. */
export class EventRecorder implements TelemetrySink {
  readonly events: GatewayEvent[] = [];
  readonly #waiting = new Set<() => void>();

  record(event: GatewayEvent): void {
    this.events.push(event);
    for (const look of this.#waiting) look();
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  /** All events of one kind so far, oldest first. */
  of<Kind extends GatewayEvent['kind']>(kind: Kind): readonly Extract<GatewayEvent, { kind: Kind }>[] {
    return this.events.filter((event): event is Extract<GatewayEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Resolves when `fits` is true for the events so far. */
  until(fits: (recorder: this) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (!fits(this)) return;
      this.#waiting.delete(look);
      resolve();
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  /** Resolves with the record of exchange number `number`, counted from 1 in the order in which exchanges end. */
  async ended(number: number): Promise<ExchangeEnded> {
    await this.until((recorder) => recorder.of('exchange-ended').length >= number);
    const event = this.of('exchange-ended')[number - 1];
    if (event === undefined) throw new RangeError('exchanges are counted from 1');
    return event;
  }
}

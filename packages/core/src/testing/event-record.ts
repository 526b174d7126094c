import type { GatewayEvent, TelemetrySink } from '@laneway/contracts';

/** A telemetry sink that keeps what it is told. */
export class EventRecord implements TelemetrySink {
  readonly events: GatewayEvent[] = [];

  record(event: GatewayEvent): void {
    this.events.push(event);
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  /** The events of one kind, in order. */
  of<Kind extends GatewayEvent['kind']>(kind: Kind): (GatewayEvent & { readonly kind: Kind })[] {
    return this.events.filter(
      (event): event is GatewayEvent & { readonly kind: Kind } => event.kind === kind,
    );
  }
}

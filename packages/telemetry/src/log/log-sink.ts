import type {
  AttemptEnded,
  AttemptOutcome,
  BreakerChanged,
  EndpointProbed,
  EndpointThrottled,
  ExchangeEnded,
  FailedOver,
  GatewayEvent,
  TelemetrySink,
  Warned,
} from '@laneway/contracts';

import { exchangeLine } from './exchange-line.ts';
import { loggableHeaders } from './loggable-headers.ts';
import type { OpenLog } from './open-log.ts';
import { Repeats } from './repeats.ts';

/** Logs events: a line for each exchange, and one for each change of an endpoint or the config. */
export class LogSink implements TelemetrySink {
  readonly #log: OpenLog;
  readonly #headers: readonly string[];
  readonly #repeats = new Repeats();

  /** `headers`: request headers (lower case) to log with each exchange. */
  constructor(log: OpenLog, headers: readonly string[]) {
    this.#log = log;
    this.#headers = loggableHeaders(headers);
  }

  record(event: GatewayEvent): void {
    switch (event.kind) {
      case 'exchange-ended':
        return this.#exchange(event);
      case 'attempt-ended':
        return this.#attempt(event);
      case 'failed-over':
        return this.#failedOver(event);
      case 'endpoint-throttled':
        return this.#throttled(event);
      case 'breaker-changed':
        return this.#breaker(event);
      case 'endpoint-probed':
        return this.#probed(event);
      case 'generation-changed':
        return this.#log.info('new config serves', { generation: event.generation });
      case 'warned':
        return this.#warned(event);
      default:
        event satisfies never;
    }
  }

  flush(): Promise<void> {
    return this.#log.flush();
  }

  close(): Promise<void> {
    return this.#log.flush();
  }

  #exchange(event: ExchangeEnded): void {
    if (this.#log.keeps('info')) this.#log.info('exchange', exchangeLine(event, this.#headers));
  }

  #attempt(event: AttemptEnded): void {
    if (!this.#log.keeps('debug')) return;
    this.#log.debug('attempt', {
      request_id: event.requestId,
      facade: event.facade,
      endpoint: event.endpoint,
      number: event.number,
      ...outcomeFields(event.outcome),
      first_byte_ms: event.firstByteMs,
      duration_ms: event.atMs - event.startedAtMs,
    });
  }

  #failedOver({ requestId, facade, from, to, reason, atMs }: FailedOver): void {
    const repeated = this.#repeats.pass(`${facade} ${from} ${to} ${reason}`, atMs);
    if (repeated === undefined) return;
    this.#log.info('failed over', { request_id: requestId, facade, from, to, reason, repeated });
  }

  #throttled({ endpoint, untilMs, atMs }: EndpointThrottled): void {
    const repeated = this.#repeats.pass(`throttled ${endpoint}`, atMs);
    if (repeated !== undefined)
      this.#log.info('endpoint throttled', { endpoint, for_ms: untilMs - atMs, repeated });
  }

  #breaker({ endpoint, state }: BreakerChanged): void {
    if (state === 'open') this.#log.warn('breaker opened', { endpoint });
    else this.#log.info(state === 'closed' ? 'breaker closed' : 'breaker half-open', { endpoint });
  }

  #probed({ endpoint, healthy }: EndpointProbed): void {
    if (healthy) this.#log.info('probes succeed again', { endpoint });
    else this.#log.warn('probes fail', { endpoint });
  }

  #warned({ subject, name, message, atMs }: Warned): void {
    const repeated = this.#repeats.pass(`${subject}\n${name}\n${message}`, atMs);
    if (repeated !== undefined) this.#log.warn(message, { subject, name, repeated });
  }
}

function outcomeFields(outcome: AttemptOutcome): Readonly<Record<string, unknown>> {
  const status = 'status' in outcome ? outcome.status : undefined;
  return { outcome: outcome.kind, reason: outcome.kind === 'failed' ? outcome.reason : undefined, status };
}

import type { Clock, Log, TelemetrySink } from '@laneway/contracts';
import type { DestinationStream } from 'pino';

import type { EngineState } from './engine-state.ts';
import { EventMetrics } from './metrics/event-metrics.ts';
import { IntervalRecorder } from './interval/interval-recorder.ts';
import type { IntervalReport } from './interval/interval-report.ts';
import { LedgerSink } from './ledger/ledger-sink.ts';
import { LogSink } from './log/log-sink.ts';
import { MetricReader } from './metrics/metric-reader.ts';
import { openLog } from './log/open-log.ts';
import type { Otlp, OtlpParts } from './otlp/open-otlp.ts';
import { prometheusText } from './metrics/prometheus-text.ts';
import type { OtlpSettings, TelemetrySettings } from './telemetry-settings.ts';

/** Dependencies of telemetry. */
export interface TelemetryParts {
  readonly clock: Clock;
  /** Version of the gateway, as exported. */
  readonly version?: string;
  /** Destination of the log. @default standard output, written off the request path */
  readonly destination?: DestinationStream;
}

/** Logs, metrics, traces and the ledger of a gateway. */
export interface Telemetry {
  readonly log: Log;
  /** Sinks for the engine. Empty if everything is off. */
  readonly sinks: readonly TelemetrySink[];
  /** Share of new traces that the engine should sample, 0 to 1; `undefined` if traces are not exported. */
  readonly traceSampling: number | undefined;
  /** Adds the state of this engine to the metrics. */
  observe(engine: EngineState): void;
  /** All metrics in Prometheus' text format. */
  metricsText(engine: EngineState): string;
  /** The interval report. If `prometheus` is off, it has the state only. */
  metricsReport(engine: EngineState): IntervalReport;
  /** Resolves when everything recorded so far was sent or dropped. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens what `settings` turn on; what is off costs nothing.
 * Rejects with `LanewayError` `config_invalid` if the ledger cannot be written.
 */
export async function openTelemetry(settings: TelemetrySettings, parts: TelemetryParts): Promise<Telemetry> {
  const { clock } = parts;
  const log = openLog(settings.log, clock, parts.destination);
  const ledger =
    settings.ledger === undefined ? undefined : await LedgerSink.open(settings.ledger, { clock, log });
  const events = settings.prometheus || settings.otlp !== undefined ? new EventMetrics() : undefined;
  const metrics = new MetricReader({ clock, version: parts.version, log, ledger, events });
  const intervals = new IntervalRecorder(settings, clock);
  const otlp = await openOtlpLazily(settings.otlp, {
    clock,
    log,
    version: parts.version,
    read: () => metrics.readObserved(),
  });
  if (otlp !== undefined) metrics.add(otlp.families);

  const sinks: readonly TelemetrySink[] = [
    ...(settings.log.level === 'silent' ? [] : [new LogSink(log, settings.log.headers)]),
    ...(events === undefined ? [] : [events]),
    ...(settings.prometheus ? [intervals] : []),
    ...(ledger === undefined ? [] : [ledger]),
    ...(otlp?.sinks ?? []),
  ];
  return {
    log,
    sinks,
    traceSampling: otlp?.traceSampling,
    observe: (engine) => metrics.observe(engine),
    metricsText: (engine) => prometheusText(metrics.read(engine)),
    metricsReport: (engine) => intervals.report(engine.state().generation),
    flush: async () => {
      await Promise.all([ledger?.flush(), otlp?.flush()]);
      await log.flush();
    },
    close: async () => {
      await Promise.all([ledger?.close(), otlp?.close()]);
      // Last, because closing the others may log.
      await log.flush();
    },
  };
}

/** Loads the OpenTelemetry SDK (a quarter of a second, 26 MB) only if something is exported. */
async function openOtlpLazily(
  settings: OtlpSettings | undefined,
  parts: OtlpParts,
): Promise<Otlp | undefined> {
  if (settings === undefined) return undefined;
  const { openOtlp } = await import('./otlp/open-otlp.ts');
  return openOtlp(settings, parts);
}

import type { Clock, Log, TelemetrySink } from '@laneway/contracts';
import type { DestinationStream } from 'pino';

import type { EngineState } from './engine-state.ts';
import { engineMetrics } from './metrics/engine-metrics.ts';
import type { IntervalReport } from './interval/interval-report.ts';
import { openLog } from './log/open-log.ts';
import { prometheusText } from './metrics/prometheus-text.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

/** What telemetry is opened with. */
export interface TelemetryParts {
  readonly clock: Clock;
  /** Version of the gateway, as exported. */
  readonly version?: string;
  /** Where the log goes. @default standard output, written off the request path */
  readonly destination?: DestinationStream;
}

/** Everything that tells people what the gateway does. */
export interface Telemetry {
  readonly log: Log;
  /** To be given to the engine. Empty if nobody wants to be told. */
  readonly sinks: readonly TelemetrySink[];
  /** All metrics in Prometheus' text format. */
  metricsText(engine: EngineState): string;
  metricsReport(engine: EngineState): IntervalReport;
  /** Resolves when everything recorded so far has left. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Opens what `settings` ask for. */
export async function openTelemetry(settings: TelemetrySettings, parts: TelemetryParts): Promise<Telemetry> {
  const { clock } = parts;
  const log = openLog(settings.log, clock, parts.destination);
  return {
    log,
    sinks: [],
    metricsText: (engine) => prometheusText(engineMetrics(engine.state(), clock.nowMs())),
    metricsReport: (engine) => ({
      at: new Date(clock.nowMs()).toISOString(),
      generation: engine.state().generation,
      windowMs: settings.interval.windowMs,
    }),
    flush: () => log.flush(),
    close: () => log.flush(),
  };
}

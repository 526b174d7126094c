import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Clock, Log, TelemetrySink } from '@laneway/contracts';

import { ExportWatch } from './export-watch.ts';
import { familyProducer } from './family-producer.ts';
import { GenAiMetrics } from './gen-ai-metrics.ts';
import { makeExporters } from './exporters.ts';
import type { MetricFamily } from '../metrics/metric-family.ts';
import type { OtlpProtocol, OtlpSettings } from '../telemetry-settings.ts';
import { readableSpan } from './finished-span.ts';
import { traceShare } from './trace-share.ts';
import { TraceSink } from './trace-sink.ts';

/** Dependencies of the export. */
export interface OtlpParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string | undefined;
  /** Reads the metrics to export. */
  read(): readonly MetricFamily[];
}

/** An export that is running. */
export interface Otlp {
  readonly sinks: readonly TelemetrySink[];
  /** Share of new traces that the engine should sample, 0 to 1. */
  readonly traceSampling: number;
  /** Metrics of the export itself. */
  readonly families: readonly MetricFamily[];
  /** Resolves when everything recorded so far was sent or dropped. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Spans that wait for export at most. */
const mostSpans = 8_192;
/** Longest wait for a collector at shutdown. Milliseconds. */
const longestCloseMs = 5_000;

/** Begins to export spans and metrics over OTLP. Touches no global of the OpenTelemetry API. */
export async function openOtlp(settings: OtlpSettings, parts: OtlpParts): Promise<Otlp> {
  const { clock, version } = parts;
  const protocol = protocolOf(settings, parts.log);
  const watch = new ExportWatch(parts);
  const exporters = await makeExporters(settings, protocol);
  watch.over(exporters.spans, 'traces');
  watch.over(exporters.metrics, 'metrics');

  const resource = resourceOf(settings.serviceName, version);
  const spans = new BatchSpanProcessor({ exporter: exporters.spans, maxQueueSize: mostSpans });
  const genAi = new GenAiMetrics();
  const read = () => [...parts.read(), ...genAi.families];
  const reader = new PeriodicExportingMetricReader({
    exporter: exporters.metrics,
    exportIntervalMillis: settings.intervalMs,
    metricProducers: [familyProducer({ clock, version, read })],
  });
  const metrics = new MeterProvider({ resource, readers: [reader] });
  return {
    sinks: [new TraceSink((span) => spans.onEnd(readableSpan(span, { resource, version }))), genAi],
    traceSampling: traceShare(process.env),
    families: [watch.failures],
    flush: () => settled([spans.forceFlush(), metrics.forceFlush()]),
    close: () => withinMs(longestCloseMs, clock, settled([spans.shutdown(), metrics.shutdown()])),
  };
}

function protocolOf(settings: OtlpSettings, log: Log): OtlpProtocol {
  const asked = settings.protocol ?? process.env['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? '';
  if (asked === 'grpc') log.warn('OTLP over gRPC is not supported; http/protobuf is used instead');
  return asked === 'http/json' ? 'http/json' : 'http/protobuf';
}

function resourceOf(serviceName: string, version: string | undefined): Resource {
  const given = {
    'service.name': serviceName,
    ...(version === undefined ? {} : { 'service.version': version }),
  };
  return defaultResource()
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }))
    .merge(resourceFromAttributes(given));
}

// Failures were counted and logged before.
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
}

async function withinMs(limitMs: number, clock: Clock, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = clock.setTimer(limitMs, late.resolve);
  await Promise.race([work, late.promise]);
  timer.cancel();
}

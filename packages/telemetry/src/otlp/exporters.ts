import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

import type { OtlpProtocol, OtlpSettings } from '../telemetry-settings.ts';

/** The exporter of each signal. */
export interface Exporters {
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

/**
 * Creates the exporters. They read what the settings leave out from the standard variables: endpoint, headers, timeout,
 * compression, certificates. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export async function makeExporters(settings: OtlpSettings, protocol: OtlpProtocol): Promise<Exporters> {
  const json = protocol === 'http/json';
  // Only the configured encoding is loaded.
  const [{ OTLPTraceExporter }, { OTLPMetricExporter }] = await Promise.all([
    json
      ? import('@opentelemetry/exporter-trace-otlp-http')
      : import('@opentelemetry/exporter-trace-otlp-proto'),
    json
      ? import('@opentelemetry/exporter-metrics-otlp-http')
      : import('@opentelemetry/exporter-metrics-otlp-proto'),
  ]);
  return {
    spans: new OTLPTraceExporter(target(settings, '/v1/traces')),
    metrics: new OTLPMetricExporter(target(settings, '/v1/metrics')),
  };
}

function target(
  { endpoint, headers }: OtlpSettings,
  path: string,
): { url?: string; headers?: Record<string, string> } {
  return {
    ...(endpoint === undefined ? {} : { url: endpoint.replace(/\/+$/, '') + path }),
    ...(Object.keys(headers).length === 0 ? {} : { headers: { ...headers } }),
  };
}

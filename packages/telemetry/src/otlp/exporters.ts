import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';

import type { OtlpProtocol, OtlpSettings } from '../telemetry-settings.ts';

/** What sends each signal. */
export interface Exporters {
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
}

/**
 * Makes the exporters. What the settings leave out they read from the standard variables by themselves: endpoint, headers,
 * timeout, compression, certificates. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export async function makeExporters(settings: OtlpSettings, protocol: OtlpProtocol): Promise<Exporters> {
  const json = protocol === 'http/json';
  // Only one of the two encodings is ever needed, so only that one is loaded.
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

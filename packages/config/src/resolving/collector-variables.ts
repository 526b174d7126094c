/** The standard variables that name a collector. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const collectorVariables = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
] as const;

/** Whether one of them is set. */
export function namesCollector(env: Readonly<Record<string, string | undefined>>): boolean {
  return collectorVariables.some((name) => given(env[name]) !== undefined);
}

/** The value of a variable; `undefined` for an empty one, as containers set it. */
export function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

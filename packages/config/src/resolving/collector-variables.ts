/** The standard variables that say where to export to. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const collectorVariables = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
] as const;

/** Whether one of them says something. */
export function namesCollector(env: Readonly<Record<string, string | undefined>>): boolean {
  return collectorVariables.some((name) => given(env[name]) !== undefined);
}

/** What a variable says. An empty one is how a container says that there is none. */
export function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

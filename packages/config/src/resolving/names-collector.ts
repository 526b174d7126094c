/** Whether the standard variables say where to export to. Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export function namesCollector(env: Readonly<Record<string, string | undefined>>): boolean {
  const signals = ['', 'TRACES_', 'METRICS_'];
  return signals.some((signal) => given(env[`OTEL_EXPORTER_OTLP_${signal}ENDPOINT`]) !== undefined);
}

/** What a variable says. An empty one is how a container says that there is none. */
export function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

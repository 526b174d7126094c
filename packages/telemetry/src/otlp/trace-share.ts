/**
 * Share of new traces to record, from `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`. @default 1
 * A caller's own decision is always followed, so each sampler means its `parentbased_` form.
 * Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function traceShare(env: Readonly<Record<string, string | undefined>>): number {
  const sampler = (env['OTEL_TRACES_SAMPLER'] ?? '').replace(/^parentbased_/, '');
  if (sampler === 'always_off') return 0;
  if (sampler !== 'traceidratio') return 1;
  const share = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  // By the specification, an invalid value counts as not set.
  return share >= 0 && share <= 1 ? share : 1;
}

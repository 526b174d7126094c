/**
 * Share of the traces which begin here that is recorded, as `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` say; all if
 * they say nothing. A caller's own decision is always followed, so each sampler means its `parentbased_` form.
 * Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function traceShare(env: Readonly<Record<string, string | undefined>>): number {
  const sampler = (env['OTEL_TRACES_SAMPLER'] ?? '').replace(/^parentbased_/, '');
  if (sampler === 'always_off') return 0;
  if (sampler !== 'traceidratio') return 1;
  const share = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  // As the specification has it: what can't be read counts as not set.
  return share >= 0 && share <= 1 ? share : 1;
}

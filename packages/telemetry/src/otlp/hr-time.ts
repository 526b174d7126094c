import type { HrTime } from '@opentelemetry/api';

/** Milliseconds in the form of OpenTelemetry: seconds and nanoseconds. */
export function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1_000_000)];
}

export { openTelemetry } from './open-telemetry.ts';
export type { Telemetry, TelemetryParts } from './open-telemetry.ts';
export type { EngineState } from './engine-state.ts';
export type { IntervalReport } from './interval/interval-report.ts';
export type {
  IntervalSettings,
  LedgerSettings,
  LogSettings,
  OtlpSettings,
  PtuModel,
  SizeSettings,
  TelemetrySettings,
} from './telemetry-settings.ts';

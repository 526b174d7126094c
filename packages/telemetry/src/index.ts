export { openTelemetry } from './open-telemetry.ts';
export type { Telemetry, TelemetryParts } from './open-telemetry.ts';
export type { EngineState } from './engine-state.ts';
export type {
  IntervalSettings,
  LedgerSettings,
  LogSettings,
  OtlpProtocol,
  OtlpSettings,
  PtuModel,
  SizeSettings,
  TelemetrySettings,
} from './telemetry-settings.ts';

export type {
  Figures,
  IntervalReport,
  LatencyFigures,
  ProfileFigures,
  TokenFigures,
  WindowReport,
} from './interval/interval-report.ts';
export { IntervalRecorder } from './interval/interval-recorder.ts';

export { ptuEstimate } from './size/ptu-estimate.ts';
export type { ModelDemand, ModelSize, PtuEstimate, StepTokens } from './size/ptu-estimate.ts';
export { ptuModels } from './size/ptu-models.ts';

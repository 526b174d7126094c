export { Gateway } from './gateway.ts';
export type { GatewayParts } from './gateway.ts';
export type { ClientSink, ExchangeHandle } from './client.ts';

export type {
  BreakerConfig,
  EndpointConfig,
  FacadeConfig,
  FailoverConfig,
  GatewayConfig,
  HeaderNames,
  LaneConfig,
  PluginUse,
  PriorityConfig,
  ProfilesConfig,
  QueueConfig,
  SelectorConfig,
  TierConfig,
} from './config.ts';

export type { LaneMove } from './lane-moves.ts';

export { ResponsePipeline } from './response-pipeline.ts';
export type { PipelineOwner } from './response-pipeline.ts';

export { Histogram } from './histogram.ts';

export { optionIssues } from './plugin-instances.ts';
export type { HostParts, OptionIssue, ResolvePlugin } from './plugin-instances.ts';

export type { AttemptRecord, Consideration, Decision, Look } from './decision.ts';
export type { Verdict } from './route.ts';
export type { EndpointSnapshot, HealthSnapshot, LaneSnapshot, StateSnapshot } from './snapshot.ts';

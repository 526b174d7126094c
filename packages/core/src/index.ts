export { Gateway } from './gateway.ts';
export type { GatewayOptions } from './engine.ts';
export type { ClientSink, ExchangeHandle, IncomingRequest } from './client.ts';

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

export type { LaneMove } from './queue/lane-moves.ts';

export { ResponsePipeline } from './answer/response-pipeline.ts';
export type { PipelineOwner } from './answer/response-pipeline.ts';

export { optionIssues } from './generation/plugin-instances.ts';
export type { SharedHost, OptionIssue, ResolvePlugin } from './generation/plugin-instances.ts';

export type { AttemptRecord, Consideration, Decision, Look } from './exchange/decision.ts';
export type { RouteVerdict } from './routing/route.ts';
export type { HeadroomReading } from './headroom/headroom-claim.ts';
export type {
  EndpointSnapshot,
  HealthSnapshot,
  LaneSnapshot,
  PoolSnapshot,
  StateSnapshot,
} from './snapshot.ts';

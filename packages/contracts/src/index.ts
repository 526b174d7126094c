export { contractVersions, definePlugin, pluginProblem } from './plugin.ts';
export type {
  Log,
  Plugin,
  PluginHost,
  PluginInstances,
  PluginKind,
  WorkerPool,
  WorkerTask,
} from './plugin.ts';

export { errorTraits, isLanewayError, LanewayError } from './errors.ts';
export type { ErrorCode, ErrorDetails, ErrorTraits } from './errors.ts';

export { headerValue, headerValues, isHeader } from './headers.ts';
export type { HeaderPairs } from './headers.ts';

export type { Clock, Timer } from './clock.ts';
export type { GatewayRequest, RequestBody, RequestView } from './request.ts';
export type { BreakerState, EndpointTarget, EndpointView } from './endpoint.ts';
export type { AttemptOutcome, FailureReason } from './outcome.ts';
export type { Usage } from './usage.ts';
export type { TraceContext } from './trace.ts';

export type { Authenticator, Principal, Profile, ProfileSource, SourceStatus } from './profile.ts';
export type { RequestProcessor, RequestVerdict } from './request-processor.ts';
export type { Contender, LaneView, QueuePolicy, TicketView } from './queue-policy.ts';
export type { AttemptReport, Balancer } from './balancer.ts';
export type {
  Answer,
  Attempt,
  AttemptHandle,
  Connector,
  ProbeResult,
  ProbeSink,
  ResponseSink,
  TransportError,
} from './connector.ts';
export type {
  AnswerExtent,
  AnswerIds,
  CallerError,
  Dialect,
  DialectRequest,
  RenamedRequest,
} from './dialect.ts';
export { credentialHeaders } from './credential-headers.ts';
export type { Credential, CredentialSource } from './credential.ts';
export type { ResponseOpening, ResponseProcessor, ResponseStage } from './response-processor.ts';
export type { ResponseHead, SseEvent } from './response.ts';
export type { QuotaAnswer, QuotaLimits, QuotaReading, QuotaReservation, QuotaStore } from './quota-store.ts';
export type { TelemetrySink } from './telemetry-sink.ts';

export type {
  AttemptEnded,
  BreakerChanged,
  EndpointProbed,
  EndpointThrottled,
  ExchangeEnded,
  ExchangeOutcome,
  FailedOver,
  GatewayEvent,
  GenerationChanged,
  Warned,
  WarningSubject,
} from './events.ts';

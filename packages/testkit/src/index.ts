export { FakeClock } from './fake-clock.ts';
export { realClock } from './model-server/real-clock.ts';
export { FakeLog } from './fake-log.ts';
export type { LogLine } from './fake-log.ts';
export { RecordingSink } from './recording-sink.ts';
export { inProcessPool } from './in-process-pool.ts';

export { aBody, aStreamedBody } from './a-body.ts';
export { aHead, aStreamHead } from './a-head.ts';
export { aJob } from './a-job.ts';
export { aContender, aLane, aTicket } from './a-lane.ts';
export { aPlugin } from './a-plugin.ts';
export { aPluginHost } from './a-plugin-host.ts';
export type { FakeHost, HostParts } from './a-plugin-host.ts';
export { aPrincipal, aProfile } from './a-profile.ts';
export { aRequest } from './a-request.ts';
export { anAttempt } from './an-attempt.ts';
export { anAttemptEnded } from './an-attempt-ended.ts';
export { anEndpoint, aTarget } from './an-endpoint.ts';
export type { MovableEndpoint } from './an-endpoint.ts';
export { anExchangeEnded } from './an-exchange-ended.ts';
export { anIdentityEndpoint } from './an-identity-endpoint.ts';
export type { IdentityEndpoint, IdentityEndpointOptions, TokenRequest } from './an-identity-endpoint.ts';
export { sseEvent, sseEvents } from './sse-event.ts';

export {
  aFacadeConfig,
  aGatewayConfig,
  aLaneConfig,
  anEndpointConfig,
  aQueueConfig,
  aSelectorConfig,
  aUse,
} from './engine/a-gateway-config.ts';
export { RecordingClient } from './engine/recording-client.ts';
export { ScriptedAttempt, ScriptedBackend } from './engine/scripted-backend.ts';
export { startEngine } from './engine/start-engine.ts';
export type { EngineSetup, EngineUnderTest, SentRequest } from './engine/start-engine.ts';

export { authenticatorConformance } from './conformance/authenticator-conformance.ts';
export type { AuthenticatorSubject } from './conformance/authenticator-conformance.ts';
export { balancerConformance } from './conformance/balancer-conformance.ts';
export { connectorConformance } from './conformance/connector-conformance.ts';
export type { ConnectorSubject } from './conformance/connector-conformance.ts';
export { credentialConformance } from './conformance/credential-conformance.ts';
export { jobStoreConformance } from './conformance/job-store-conformance.ts';
export { pluginConformance } from './conformance/plugin-conformance.ts';
export { profileSourceConformance } from './conformance/profile-source-conformance.ts';
export type { ProfileSourceSubject } from './conformance/profile-source-conformance.ts';
export { queuePolicyConformance } from './conformance/queue-policy-conformance.ts';
export { quotaStoreConformance } from './conformance/quota-store-conformance.ts';
export { requestProcessorConformance } from './conformance/request-processor-conformance.ts';
export { responseProcessorConformance } from './conformance/response-processor-conformance.ts';
export { telemetrySinkConformance } from './conformance/telemetry-sink-conformance.ts';
export type { Register, Subject } from './conformance/subject.ts';

export {
  aModelServer,
  defaultBehaviour,
  estimateTokens,
  generatedTokens,
  postJson,
  startModelServer,
} from './model-server/index.ts';
export type {
  CapacitySettings,
  Cut,
  Ending,
  ErrorEventForm,
  Fault,
  FaultScope,
  Flavour,
  HeldRequest,
  LedgerEntry,
  LineEnding,
  ModelServer,
  ModelServerBehaviour,
  ModelServerOptions,
  Operation,
  PathFamily,
  PaygSettings,
  PostOptions,
  PtuBucketSettings,
  PtuSettings,
  PtuSlotSettings,
  Route,
  TestScope,
  ThrottleForm,
  Utilisation,
} from './model-server/index.ts';
export { seededRandom } from './model-server/seeded-random.ts';

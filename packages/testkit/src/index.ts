export { FakeClock } from './fakes/fake-clock.ts';
export { realClock } from './fakes/real-clock.ts';
export { FakeLog } from './fakes/fake-log.ts';
export type { LogLine } from './fakes/fake-log.ts';
export { RecordingSink } from './fakes/recording-sink.ts';
export { inProcessPool } from './fakes/in-process-pool.ts';

export { aBody, aStreamedBody } from './builders/a-body.ts';
export { aHead, aStreamHead } from './builders/a-head.ts';
export { aContender, aLane, aTicket } from './builders/a-lane.ts';
export { aPlugin } from './builders/a-plugin.ts';
export { aPluginHost } from './builders/a-plugin-host.ts';
export type { FakeHost, HostParts } from './builders/a-plugin-host.ts';
export { aPrincipal, aProfile } from './builders/a-profile.ts';
export { aRequest } from './builders/a-request.ts';
export { anAttempt } from './builders/an-attempt.ts';
export { anAttemptEnded } from './builders/an-attempt-ended.ts';
export { anEndpoint, aTarget } from './builders/an-endpoint.ts';
export type { MovableEndpoint } from './builders/an-endpoint.ts';
export { anExchangeEnded } from './builders/an-exchange-ended.ts';
export { sseEvent, sseEvents } from './builders/sse-event.ts';

export { authenticatorConformance } from './conformance/authenticator-conformance.ts';
export type { AuthenticatorSubject } from './conformance/authenticator-conformance.ts';
export { balancerConformance } from './conformance/balancer-conformance.ts';
export { connectorConformance } from './conformance/connector-conformance.ts';
export type { ConnectorSubject } from './conformance/connector-conformance.ts';
export { credentialConformance } from './conformance/credential-conformance.ts';
export { pluginConformance } from './conformance/plugin-conformance.ts';
export { profileSourceConformance } from './conformance/profile-source-conformance.ts';
export type { ProfileSourceSubject } from './conformance/profile-source-conformance.ts';
export { queuePolicyConformance } from './conformance/queue-policy-conformance.ts';
export { quotaStoreConformance } from './conformance/quota-store-conformance.ts';
export { requestProcessorConformance } from './conformance/request-processor-conformance.ts';
export { responseProcessorConformance } from './conformance/response-processor-conformance.ts';
export { telemetrySinkConformance } from './conformance/telemetry-sink-conformance.ts';
export type { Register, Subject } from './conformance/subject.ts';

export { seededRandom } from './fakes/seeded-random.ts';

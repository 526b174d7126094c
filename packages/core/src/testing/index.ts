export {
  aFacadeConfig,
  aGatewayConfig,
  aLaneConfig,
  anEndpointConfig,
  aQueueConfig,
  aSelectorConfig,
  aUse,
} from './a-gateway-config.ts';
export { RecordingClient } from './recording-client.ts';
export { requestIdsOf, ScriptedAttempt, ScriptedBackend } from './scripted-backend.ts';
export { startEngine } from './start-engine.ts';
export type { EngineSetup, EngineUnderTest, SentRequest } from './start-engine.ts';
export { knownProfiles, namedByHeader } from './known-profiles.ts';
export { startGateway } from './start-gateway.ts';
export type { OpenGateway } from './start-gateway.ts';

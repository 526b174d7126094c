import type { PluginInstances, PluginKind } from '@laneway/contracts';

/** The methods that every instance of a kind has. */
export const requiredMethods: { readonly [Kind in PluginKind]: readonly (keyof PluginInstances[Kind])[] } = {
  authenticator: ['authenticate', 'challenge'],
  'profile-source': ['find'],
  'request-processor': ['process'],
  'queue-policy': ['next'],
  balancer: ['pick'],
  connector: ['send', 'classify'],
  dialect: ['modelInHead', 'modelInBody', 'rename', 'promptTokens', 'completionTokens', 'errorBody'],
  credential: ['get', 'invalidate'],
  'response-processor': ['open'],
  'quota-store': ['reserve', 'settle', 'release', 'read'],
  'telemetry-sink': ['record', 'flush', 'close'],
};

import type { DefaultPlugins } from '@laneway/config';

const url = (name: string) => import.meta.resolve(name);

/** Plugins that come with the gateway and have short names: the only place where they are named. */
export const defaultPlugins: DefaultPlugins = {
  authenticator: { 'api-key': url('@laneway/authenticator-api-key') },
  balancer: {
    'round-robin': url('@laneway/balancer-round-robin'),
    weighted: url('@laneway/balancer-weighted'),
    'least-connections': url('@laneway/balancer-least-connections'),
    latency: url('@laneway/balancer-latency'),
  },
  connector: { direct: url('@laneway/connector-direct'), apim: url('@laneway/connector-apim') },
  credential: { 'api-key': url('@laneway/credential-api-key'), entra: url('@laneway/credential-entra') },
  'profile-source': { file: url('@laneway/profile-source-file') },
  'queue-policy': { strict: url('@laneway/queue-policy-strict'), 'weighted-fair': url('@laneway/queue-policy-weighted-fair') },
  'request-processor': { 'validate-headers': url('@laneway/request-processor-validate-headers') },
  'response-processor': { openai: url('@laneway/response-processor-openai'), usage: url('@laneway/response-processor-usage') },
};

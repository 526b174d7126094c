import type { DefaultPlugins } from '@laneway/config';

/** The default set: short name to module, by kind. No other file names these plugins. */
export const defaultPlugins: DefaultPlugins = {
  authenticator: { 'api-key': import.meta.resolve('@laneway/authenticator-api-key') },
  balancer: {
    'round-robin': import.meta.resolve('@laneway/balancer-round-robin'),
    weighted: import.meta.resolve('@laneway/balancer-weighted'),
    'least-connections': import.meta.resolve('@laneway/balancer-least-connections'),
    latency: import.meta.resolve('@laneway/balancer-latency'),
  },
  connector: {
    direct: import.meta.resolve('@laneway/connector-direct'),
    apim: import.meta.resolve('@laneway/connector-apim'),
  },
  credential: {
    'api-key': import.meta.resolve('@laneway/credential-api-key'),
    entra: import.meta.resolve('@laneway/credential-entra'),
  },
  dialect: {
    anthropic: import.meta.resolve('@laneway/dialect-anthropic'),
    openai: import.meta.resolve('@laneway/dialect-openai'),
  },
  'profile-source': {
    file: import.meta.resolve('@laneway/profile-source-file'),
    http: import.meta.resolve('@laneway/profile-source-http'),
  },
  'queue-policy': {
    strict: import.meta.resolve('@laneway/queue-policy-strict'),
    'weighted-fair': import.meta.resolve('@laneway/queue-policy-weighted-fair'),
  },
  'request-processor': {
    'validate-headers': import.meta.resolve('@laneway/request-processor-validate-headers'),
  },
  'response-processor': {
    openai: import.meta.resolve('@laneway/response-processor-openai'),
    usage: import.meta.resolve('@laneway/response-processor-usage'),
  },
};

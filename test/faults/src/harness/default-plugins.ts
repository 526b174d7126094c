import latency from '@laneway/balancer-latency';
import leastConnections from '@laneway/balancer-least-connections';
import roundRobin from '@laneway/balancer-round-robin';
import weighted from '@laneway/balancer-weighted';
import apim from '@laneway/connector-apim';
import direct from '@laneway/connector-direct';
import apiKey from '@laneway/credential-api-key';
import entra from '@laneway/credential-entra';
import anthropicDialect from '@laneway/dialect-anthropic';
import openaiDialect from '@laneway/dialect-openai';
import strict from '@laneway/queue-policy-strict';
import openai from '@laneway/response-processor-openai';

/** The default plugins that requests and answers pass through. */
export const defaultPlugins: ReadonlyMap<string, unknown> = new Map(
  [latency, leastConnections, roundRobin, weighted, apim, direct, apiKey, entra, strict, openai].map(
    (plugin) => [plugin.name, plugin],
  ),
);

/** The dialects that the product brings, which share their names with response processors. */
export const defaultDialects: ReadonlyMap<string, unknown> = new Map(
  [openaiDialect, anthropicDialect].map((plugin) => [plugin.name, plugin]),
);

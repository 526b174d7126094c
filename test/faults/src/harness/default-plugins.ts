import latency from '@laneway/balancer-latency';
import leastConnections from '@laneway/balancer-least-connections';
import roundRobin from '@laneway/balancer-round-robin';
import weighted from '@laneway/balancer-weighted';
import apim from '@laneway/connector-apim';
import direct from '@laneway/connector-direct';
import apiKey from '@laneway/credential-api-key';
import entra from '@laneway/credential-entra';
import strict from '@laneway/queue-policy-strict';
import openai from '@laneway/response-processor-openai';

/** The default plugins that requests and answers pass through. */
export const defaultPlugins: ReadonlyMap<string, unknown> = new Map(
  [latency, leastConnections, roundRobin, weighted, apim, direct, apiKey, entra, strict, openai].map(
    (plugin) => [plugin.name, plugin],
  ),
);

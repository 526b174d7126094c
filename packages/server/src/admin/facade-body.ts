import type { BodyShape } from './admin-route.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const name = { type: 'string', pattern: '^[a-zA-Z][a-zA-Z0-9_-]{0,127}$' };
const plugin = { description: 'A short name, or { use, options }.' };

const inlineEndpoint = {
  type: 'object',
  description: 'An endpoint of this facade; without a name it is called {facade}.{n}, counted from 1.',
  required: ['url'],
  properties: {
    name: text,
    url: { type: 'string', format: 'uri' },
    connector: plugin,
    credential: { description: `${plugin.description} Secrets in it are references: \${NAME}.` },
    processors: { type: 'array', items: plugin },
    labels: { type: 'object' },
    slots: { type: 'integer', minimum: 1 },
    group: { type: 'integer', minimum: 0 },
    weight: { type: 'number', exclusiveMinimum: 0 },
    quota: { type: 'object' },
  },
};

/** A facade to write. Fields that are left out have the defaults of the config file. */
export const facadeBody: BodyShape = {
  required: true,
  content: {
    'application/json': {
      type: 'object',
      required: ['endpoints'],
      properties: {
        name,
        display_name: text,
        description: text,
        cost_center: text,
        properties: { type: 'object' },
        endpoints: {
          type: 'array',
          minItems: 1,
          items: { anyOf: [{ type: 'string', description: 'Name of an endpoint.' }, inlineEndpoint] },
        },
        loadBalancingPolicy: {
          type: 'string',
          description:
            'round-robin, weighted, least-connections, latency, or a name of `plugins` in the config.',
        },
        match: {
          type: 'object',
          description: 'Left out: requests reach the facade as /facades/{name}/... only.',
          properties: { paths: texts, models: texts, hosts: texts },
        },
        stripPrefix: { type: 'string', description: 'Beginning of the path that backends don’t see.' },
        dialect: { type: 'string', description: 'openai, anthropic, or a name of `plugins` in the config.' },
        failover: { type: 'object', description: 'As in the config file.' },
        deployments: { type: 'object', description: 'As in the config file.' },
      },
    },
  },
};

/** The body of `checkname`. */
export const nameBody: BodyShape = {
  required: true,
  content: {
    'application/json': { type: 'object', required: ['name'], properties: { name: text, type: text } },
  },
};

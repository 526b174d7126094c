/** Addresses of the backends of a config that keeps changing. */
export interface Backends {
  readonly a: string;
  readonly b: string;
  /** Exists in some versions only, and has one slot. */
  readonly guest: string;
}

export const lanes = ['gold', 'silver', 'bronze'] as const;

/**
 * Version `version` of a config that keeps changing. Two endpoints with `slots` slots each are in all versions; everything
 * else changes: lanes and their order, endpoints, facades, plugins. Versions divisible by 10 differ in their number only.
 */
export function versionOf(number: number, backends: Backends, slots: number): object {
  const isPlain = number % 10 === 0;
  const every = (period: number) => !isPlain && number % period === 0;
  const endpoint = (url: string, more: object = {}) => ({
    url,
    slots,
    weight: 1 + (number % 4),
    connector: { use: 'direct', options: { connectTimeout: `${10 + (number % 3)}s` } },
    processors: every(2) ? ['openai'] : [],
    labels: { version: number % 7 },
    ...more,
  });
  const hasGuest = number % 20 === 11;
  const others = every(3) ? { side: endpoint(backends.guest, { slots: 5 }) } : {};
  return {
    telemetry: { log: { level: 'silent' }, sinks: every(4) ? ['./counting-sink.mjs'] : [] },
    drain: `${1 + number}s`,
    lanes: [
      ...(every(5) ? [{ name: 'platinum' }] : []),
      ...(every(7) ? lanes.toReversed() : lanes).map((name, rank) => ({
        name,
        weight: 1 + ((number + rank) % 3),
      })),
    ],
    queue: {
      policy: every(3) ? 'weighted-fair' : 'strict',
      ttl: `${600 + number}s`,
      fairness: every(2) ? 'requests' : 'tokens',
    },
    priority: { keys: Object.fromEntries(lanes.map((name) => [name, name])), default: 'bronze' },
    endpoints: {
      a: endpoint(backends.a),
      b: endpoint(backends.b),
      ...(hasGuest && { guest: endpoint(backends.guest, { slots: 1 }) }),
      ...others,
    },
    facades: {
      ...(every(3) && { side: { match: { models: ['side'] }, endpoints: ['side'] } }),
      chat: {
        endpoints: ['a', 'b', ...(hasGuest ? ['guest'] : [])],
        balancer: ['round-robin', 'latency', './first-balancer.mjs', 'weighted'][number % 4],
        failover: { timeout: `${300 + number}s` },
      },
    },
  };
}

/** Plugins that these configs name. */
export const changingPlugins = {
  'first-balancer.mjs': pluginText('balancer', 'first', '{ pick: ([first]) => first }'),
  'counting-sink.mjs': pluginText(
    'telemetry-sink',
    'counting',
    '{ record() {}, async flush() {}, async close() {} }',
  ),
};

function pluginText(kind: string, name: string, instance: string): string {
  const options = `{ '~standard': { version: 1, vendor: 'test', validate: () => ({ value: {} }) } }`;
  return `export default { kind: '${kind}', name: '${name}', contract: 1, options: ${options}, create: () => (${instance}) };\n`;
}

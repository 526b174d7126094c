import type { PluginKind } from '@laneway/contracts';
import type { GatewayConfig, PluginUse } from '@laneway/core';

import { formatPath } from '../findings/config-path.ts';

/** A use of a plugin and its config path. */
export interface PlacedUse {
  /** Config path, e.g. `endpoints.east.connector`; plugins get it as `instance`. */
  readonly path: string;
  readonly kind: PluginKind;
  readonly use: PluginUse;
}

/** Every plugin use of a config, in the order of the config. */
export function pluginUses(gateway: GatewayConfig): PlacedUse[] {
  const uses: PlacedUse[] = [];
  changeUses(gateway, (placed) => {
    uses.push(placed);
    return placed.use;
  });
  return uses;
}

/** A copy of `gateway` with each plugin use changed. */
export function changeUses(gateway: GatewayConfig, change: (placed: PlacedUse) => PluginUse): GatewayConfig {
  const one = (kind: PluginKind, path: string, use: PluginUse) => change({ kind, path, use });
  const all = (kind: PluginKind, path: string, uses: readonly PluginUse[]) =>
    uses.map((use, index) => one(kind, `${path}.${index}`, use));
  const { queue, authenticators, profiles, quotas } = gateway;
  const { endpoints, dialect, facades, requestProcessors, telemetrySinks } = gateway;
  return {
    ...gateway,
    queue: { ...queue, policy: one('queue-policy', 'queue.policy', queue.policy) },
    authenticators: all('authenticator', 'authenticators', authenticators),
    profiles: profiles && { ...profiles, source: one('profile-source', 'profiles', profiles.source) },
    quotas: quotas && one('quota-store', 'quotas', quotas),
    endpoints: endpoints.map((endpoint) => {
      const { name, connector, credential, processors } = endpoint;
      const path = formatPath(['endpoints', name]);
      return {
        ...endpoint,
        connector: one('connector', `${path}.connector`, connector),
        credential: credential && one('credential', `${path}.credential`, credential),
        processors: all('response-processor', `${path}.processors`, processors),
      };
    }),
    dialect: one('dialect', 'dialect', dialect),
    facades: facades.map((facade) => ({
      ...facade,
      balancer: one('balancer', `facades.${facade.name}.balancer`, facade.balancer),
      dialect: facade.dialect && one('dialect', `facades.${facade.name}.dialect`, facade.dialect),
    })),
    requestProcessors: all('request-processor', 'requestProcessors', requestProcessors),
    telemetrySinks: all('telemetry-sink', 'telemetry.sinks', telemetrySinks),
  };
}

import type { GatewayPort } from './gateway-port.ts';
import { Listener } from './listener/listener.ts';
import type { ListenerOptions } from './listener/listener.ts';
import { Probes } from './listener/probes.ts';
import { withAlias } from './path-alias.ts';
import type { PathAlias } from './path-alias.ts';

/** Options of the proxy listener. */
export interface ProxyOptions extends Omit<ListenerOptions, 'acceptor' | 'probes'> {
  readonly gateway: GatewayPort;
  /** Absent: no alias. */
  readonly alias?: PathAlias | undefined;
}

/**
 * Starts the listener for callers: every request that is not a probe goes to the gateway.
 * Rejects with `LanewayError` `config_invalid` if it cannot listen.
 */
export function startProxy({ gateway, alias, ...parts }: ProxyOptions): Promise<Listener> {
  const acceptor = alias === undefined ? gateway : withAlias(gateway, alias);
  return Listener.start({ ...parts, acceptor, probes: new Probes(() => gateway.health()) });
}

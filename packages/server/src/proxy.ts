import type { GatewayPort } from './gateway-port.ts';
import { Listener } from './listener/listener.ts';
import type { ListenerOptions } from './listener/listener.ts';
import { Probes } from './listener/probes.ts';
import { withAlias } from './path-alias.ts';
import type { PathAlias } from './path-alias.ts';

/** What the proxy listener is made of. */
export interface ProxyOptions extends Omit<ListenerOptions, 'acceptor' | 'probes'> {
  readonly gateway: GatewayPort;
  /** None: every path is what it says. */
  readonly alias?: PathAlias | undefined;
}

/**
 * Starts the listener that callers of the backends talk to: whatever is no probe goes to the gateway.
 * Rejects with `LanewayError` `config_invalid` if it can't listen.
 */
export function startProxy({ gateway, alias, ...parts }: ProxyOptions): Promise<Listener> {
  const acceptor = alias === undefined ? gateway : withAlias(gateway, alias);
  return Listener.start({ ...parts, acceptor, probes: new Probes(() => gateway.health()) });
}

import type { Engine } from './engine.ts';
import { Listener } from './listener/listener.ts';
import type { ListenerParts } from './listener/listener.ts';
import { Probes } from './listener/probes.ts';
import { withAlias } from './path-alias.ts';
import type { PathAlias } from './path-alias.ts';

/** What the proxy listener is made of. */
export interface ProxyParts extends Omit<ListenerParts, 'acceptor' | 'probes'> {
  readonly engine: Engine;
  /** None: every path is what it says. */
  readonly alias?: PathAlias | undefined;
}

/**
 * Starts the listener that callers of the backends talk to: whatever is no probe goes to the engine.
 * Rejects with `LanewayError` `config_invalid` if it can't listen.
 */
export function startProxy({ engine, alias, ...parts }: ProxyParts): Promise<Listener> {
  const acceptor = alias === undefined ? engine : withAlias(engine, alias);
  return Listener.start({ ...parts, acceptor, probes: new Probes(() => engine.health()) });
}

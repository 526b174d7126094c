import type { Engine } from './engine.ts';
import { Listener } from './listener/listener.ts';
import type { ListenerParts } from './listener/listener.ts';
import { Probes } from './listener/probes.ts';

/** What the proxy listener is made of. */
export interface ProxyParts extends Omit<ListenerParts, 'acceptor' | 'probes'> {
  readonly engine: Engine;
}

/**
 * Starts the listener that callers of the backends talk to: whatever is no probe goes to the engine.
 * Rejects with `LanewayError` `config_invalid` if it can't listen.
 */
export function startProxy({ engine, ...parts }: ProxyParts): Promise<Listener> {
  return Listener.start({ ...parts, acceptor: engine, probes: new Probes(() => engine.health()) });
}

import type { GatewayConfig } from '../config.ts';
import type { GatewayOptions } from '../engine.ts';
import { Engine } from '../engine.ts';
import { Gateway } from '../gateway.ts';

/** A gateway, and what it hides. */
export interface OpenGateway {
  readonly gateway: Gateway;
  readonly parts: Engine;
}

/** Starts a gateway as `Gateway.start` does, and keeps a hand on its parts. */
export async function startGateway(config: GatewayConfig, options: GatewayOptions): Promise<OpenGateway> {
  const parts = new Engine(options);
  const gateway = new Gateway(parts);
  await gateway.reconfigure(config);
  return { gateway, parts };
}

import type { GatewayConfig } from '../config.ts';
import type { GatewayOptions } from '../engine.ts';
import { Engine } from '../engine.ts';
import { Gateway } from '../gateway.ts';

/** A gateway and its engine. */
export interface OpenGateway {
  readonly gateway: Gateway;
  readonly parts: Engine;
}

/** Starts a gateway as `Gateway.start` does, and returns its engine too. */
export async function startGateway(config: GatewayConfig, options: GatewayOptions): Promise<OpenGateway> {
  const parts = new Engine(options);
  const gateway = new Gateway(parts);
  await gateway.reconfigure(config);
  return { gateway, parts };
}

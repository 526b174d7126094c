import type { TestContext } from 'node:test';

import { decodedBody } from '@laneway/answer-content';
import type { Clock } from '@laneway/contracts';
import type { GatewayConfig } from '@laneway/core';
import type { Listener } from '@laneway/server';
import { startProxy } from '@laneway/server';
import type { OpenGateway } from '@laneway/core/testing';
import { aGatewayConfig, aQueueConfig, aUse, startGateway } from '@laneway/core/testing';
import { aPluginHost, EventRecorder, realClock } from '@laneway/testkit';

import { defaultDialects, defaultPlugins } from './default-plugins.ts';

/** How a gateway is started. */
export interface Serving {
  readonly config: Partial<GatewayConfig>;
  /** Plugins besides the default ones, by the name that the config uses. */
  readonly plugins?: Readonly<Record<string, unknown>>;
  /** @default the real clock */
  readonly clock?: Clock;
}

/** An engine with its listener. */
export interface ServedGateway {
  readonly engine: OpenGateway['gateway'];
  readonly parts: OpenGateway['parts'];
  readonly proxy: Listener;
  readonly recorder: EventRecorder;
}

/** Serves on a free loopback port until the test ends: engine, listener and default plugins. */
export async function serveGateway(
  t: TestContext,
  { config, plugins = {}, clock = realClock }: Serving,
): Promise<ServedGateway> {
  const recorder = new EventRecorder();
  const known = new Map([...defaultPlugins, ...Object.entries(plugins)]);
  const host = aPluginHost({ clock });
  const whole = aGatewayConfig({
    queue: aQueueConfig({ policy: aUse('strict') }),
    dialect: aUse('openai'),
    ...config,
  });
  const { gateway: engine, parts } = await startGateway(whole, {
    resolve: async (use, kind) => (kind === 'dialect' ? defaultDialects : known).get(use),
    host,
    sinks: [recorder],
    unpack: decodedBody,
  });
  const proxy = await startProxy({
    gateway: engine,
    listen: { host: '127.0.0.1', port: 0 },
    limits: {
      bodyBytes: 64 * 1024 * 1024,
      headersBytes: 32 * 1024,
      headersTimeoutMs: 15_000,
      bodyTimeoutMs: 60_000,
      connections: 10_000,
      bufferedBytes: 512 * 1024 * 1024,
    },
    clock,
    log: host.log,
  });
  t.after(async () => {
    await proxy.close();
    await engine.close();
  });
  return { engine, parts, proxy, recorder };
}

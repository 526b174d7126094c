import type { LanewayConfig } from '@laneway/config';
import type { Log, PluginKind } from '@laneway/contracts';
import { Gateway } from '@laneway/core';
import type { Listener } from '@laneway/server';
import { startAdmin, startProxy } from '@laneway/server';
import type { Telemetry } from '@laneway/telemetry';
import { openTelemetry } from '@laneway/telemetry';

import { findPlugin } from './load-config.ts';
import { realClock } from './real-clock.ts';
import { LazyPool } from './worker-pool.ts';

/** Engine, listeners and telemetry of one config, opened in this order and closed in the reverse one. */
export class RunningGateway {
  readonly engine: Gateway;
  readonly proxy: Listener;
  readonly admin: Listener;
  readonly log: Log;
  readonly #config: LanewayConfig;
  readonly #telemetry: Telemetry;
  readonly #pool: LazyPool;

  private constructor(
    config: LanewayConfig,
    parts: { readonly engine: Gateway; readonly proxy: Listener; readonly admin: Listener; readonly telemetry: Telemetry; readonly pool: LazyPool },
  ) {
    this.#config = config;
    this.engine = parts.engine;
    this.proxy = parts.proxy;
    this.admin = parts.admin;
    this.log = parts.telemetry.log;
    this.#telemetry = parts.telemetry;
    this.#pool = parts.pool;
  }

  /** Rejects with `LanewayError` if a plugin can't be created or an address can't be listened on; nothing stays open then. */
  static async open(config: LanewayConfig): Promise<RunningGateway> {
    const opened: (() => Promise<unknown>)[] = [];
    try {
      const telemetry = await openTelemetry(config.telemetry, { clock: realClock });
      opened.push(() => telemetry.close());
      const pool = new LazyPool();
      opened.push(() => pool.close());
      const engine = await openEngine(config, telemetry, pool);
      opened.push(() => engine.close());
      const proxy = await openProxy(config, engine, telemetry.log);
      opened.push(() => proxy.close());
      const admin = await openAdmin(config, engine, telemetry);
      return new RunningGateway(config, { engine, proxy, admin, telemetry, pool });
    } catch (error) {
      for (const close of opened.reverse()) await close();
      throw error;
    }
  }

  /** Refuses what is new, lets what is here finish within the config's `drain`, then closes everything. */
  async drain(): Promise<void> {
    void this.engine.drain();
    await this.proxy.drain(this.#config.drainMs);
    await this.close();
  }

  /** Closes everything at once. */
  async close(): Promise<void> {
    await this.admin.close();
    await this.proxy.close();
    await this.engine.close();
    await this.#pool.close();
    await this.#telemetry.close();
  }
}

function openEngine(config: LanewayConfig, telemetry: Telemetry, pool: LazyPool): Promise<Gateway> {
  const { source, plugins } = config;
  return Gateway.start(config.gateway, {
    resolve: (use: string, kind: PluginKind) => findPlugin({ use, kind, path: kind }, plugins, source.baseDir),
    host: { clock: realClock, random: Math.random, log: telemetry.log, baseDir: source.baseDir, pool },
    sinks: telemetry.sinks,
    responseHeaders: config.responseHeaders,
  });
}

function openProxy({ listen, limits }: LanewayConfig, engine: Gateway, log: Log): Promise<Listener> {
  return startProxy({ engine, listen, limits, clock: realClock, log });
}

function openAdmin({ admin }: LanewayConfig, engine: Gateway, telemetry: Telemetry): Promise<Listener> {
  return startAdmin({
    engine,
    listen: { host: admin.host, port: admin.port },
    token: admin.token,
    metrics: () => telemetry.metricsText(engine),
    clock: realClock,
    log: telemetry.log,
  });
}

import { isDeepStrictEqual } from 'node:util';

import type { LanewayConfig } from '@laneway/config';
import type { Log, PluginKind } from '@laneway/contracts';
import { isLanewayError, LanewayError } from '@laneway/contracts';
import { Gateway } from '@laneway/core';
import type { AdminRoute, Listener } from '@laneway/server';
import { jsonAnswer, startAdmin, startProxy } from '@laneway/server';
import type { Telemetry } from '@laneway/telemetry';
import { openTelemetry } from '@laneway/telemetry';

import { LazyPool } from './lazy-pool.ts';
import { findPlugin } from './load-config.ts';
import { readTlsFiles } from './read-tls-files.ts';
import { realClock } from './real-clock.ts';
import { TierTally } from './tier-tally.ts';
import { version } from './version.ts';

interface Parts {
  readonly engine: Gateway;
  readonly proxy: Listener;
  readonly admin: Listener;
  readonly log: Log;
  /** Where plugin names are looked up. */
  readonly scope: Scope;
}

interface Scope {
  config: LanewayConfig;
}

// What the engine isn't told is settled when the listeners open.
const fixedSettings = ['listen', 'admin', 'limits', 'responseHeaders', 'telemetry', 'stateFile'] as const;

/** Engine, listeners and telemetry of one config: opened in order, closed in the reverse one. */
export class RunningGateway {
  readonly engine: Gateway;
  readonly proxy: Listener;
  readonly admin: Listener;
  readonly log: Log;
  readonly #scope: Scope;
  readonly #opened: AsyncDisposableStack;

  private constructor(parts: Parts, opened: AsyncDisposableStack) {
    this.engine = parts.engine;
    this.proxy = parts.proxy;
    this.admin = parts.admin;
    this.log = parts.log;
    this.#scope = parts.scope;
    this.#opened = opened;
  }

  /**
   * Rejects with `LanewayError` if a plugin can't be created or an address can't be listened on (its `param` is then
   * `listen.port` or `admin.port`). Nothing stays open then.
   */
  static async open(config: LanewayConfig): Promise<RunningGateway> {
    await using opened = new AsyncDisposableStack();
    const keep = <Part extends { close(): Promise<unknown> }>(part: Part): Part =>
      opened.adopt(part, async (it) => void (await it.close()));

    const scope: Scope = { config };
    const tally = new TierTally();
    const telemetry = keep(await openTelemetry(config.telemetry, { clock: realClock, version }));
    const pool = keep(new LazyPool());
    const engine = keep(await openEngine(scope, telemetry, { pool, tally }));
    telemetry.observe(engine);
    const proxy = keep(await openProxy(config, engine, telemetry.log));
    const admin = keep(await openAdmin(config, engine, { telemetry, tally }));
    return new RunningGateway({ engine, proxy, admin, log: telemetry.log, scope }, opened.move());
  }

  /**
   * Serves another config from now on; streams go on. Resolves with the names of settings that have changed and need a
   * restart. Rejects, and changes nothing, if one of its plugins can't be created.
   */
  async reconfigure(config: LanewayConfig): Promise<readonly string[]> {
    const before = this.#scope.config;
    this.#scope.config = config;
    try {
      await this.engine.reconfigure(config.gateway);
    } catch (error) {
      this.#scope.config = before;
      throw error;
    }
    return fixedSettings.filter((name) => !isDeepStrictEqual(before[name], config[name]));
  }

  /** Refuses what is new, lets what is here finish within the config's `drain`, then closes everything. */
  async drain(): Promise<void> {
    void this.engine.drain();
    await this.proxy.drain(this.#scope.config.drainMs);
    await this.close();
  }

  /** Closes everything at once. */
  close(): Promise<void> {
    return this.#opened.disposeAsync();
  }
}

function openEngine(
  scope: Scope,
  telemetry: Telemetry,
  { pool, tally }: { readonly pool: LazyPool; readonly tally: TierTally },
): Promise<Gateway> {
  const { gateway, responseHeaders, source } = scope.config;
  return Gateway.start(gateway, {
    resolve: (use: string, kind: PluginKind) =>
      findPlugin({ use, kind, path: kind }, scope.config.plugins, scope.config.source.baseDir),
    host: { clock: realClock, random: Math.random, log: telemetry.log, baseDir: source.baseDir, pool },
    sinks: [...telemetry.sinks, tally],
    responseHeaders,
    ...(telemetry.traceSampling !== undefined && { traceSampling: telemetry.traceSampling }),
  });
}

function openProxy({ listen, limits }: LanewayConfig, engine: Gateway, log: Log): Promise<Listener> {
  const { host, port, tls } = listen;
  const address = { host, port, tls: tls && readTlsFiles(tls) };
  return named('listen', startProxy({ engine, listen: address, limits, clock: realClock, log }));
}

function openAdmin(
  { admin, telemetry: { prometheus } }: LanewayConfig,
  engine: Gateway,
  { telemetry, tally }: { readonly telemetry: Telemetry; readonly tally: TierTally },
): Promise<Listener> {
  const { host, port, token } = admin;
  const starting = startAdmin({
    engine,
    listen: { host, port },
    token,
    metrics: prometheus ? () => telemetry.metricsText(engine) : undefined,
    metricsReport: () => telemetry.metricsReport(engine),
    routes: [tierRoute(tally)],
    clock: realClock,
    log: telemetry.log,
  });
  return named('admin', starting);
}

function tierRoute(tally: TierTally): AdminRoute {
  return {
    method: 'GET',
    path: '/tiers',
    role: 'read',
    summary: 'How the requests of each tier have fared since the start.',
    handle: () => jsonAnswer(tally.tiers()),
  };
}

/** A listener that can't be opened is known by the section of the config that says where it listens. */
async function named(section: 'listen' | 'admin', starting: Promise<Listener>): Promise<Listener> {
  try {
    return await starting;
  } catch (cause) {
    if (!isLanewayError(cause) || cause.param !== undefined) throw cause;
    throw new LanewayError(cause.code, `${section}: ${cause.message}`, { param: `${section}.port`, cause });
  }
}

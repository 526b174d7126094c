import { decodedBody } from '@laneway/answer-content';
import type { LanewayConfig, TlsConfig } from '@laneway/config';
import { readRegularFile } from '@laneway/config';
import type { Log, PluginKind } from '@laneway/contracts';
import { isLanewayError, LanewayError } from '@laneway/contracts';
import { Gateway } from '@laneway/core';
import type { AdminRoute, Listener, TlsSettings } from '@laneway/server';
import { facadeRoutes, jsonAnswer, reconfigRoute, startAdmin, startProxy } from '@laneway/server';
import type { Telemetry } from '@laneway/telemetry';
import { openTelemetry } from '@laneway/telemetry';

import type { ConfigReading } from '../config/interpret-config.ts';
import { LazyPool } from '../process/lazy-pool.ts';
import type { ConfigChange } from '../live/config-change.ts';
import { LiveConfig } from '../live/live-config.ts';
import { LiveFacades } from '../live/live-facades.ts';
import { findPlugin } from '../plugins/find-plugin.ts';
import { realClock } from '../process/real-clock.ts';
import type { SharedEndpoints } from './tier-tally.ts';
import { TierTally } from './tier-tally.ts';
import { version } from '../process/version.ts';

interface Parts {
  readonly engine: Gateway;
  readonly live: LiveConfig;
  readonly proxy: Listener;
  readonly admin: Listener;
  readonly log: Log;
}

/** The current config, in which plugins are looked up, and the listener that presents its certificate. */
interface Scope {
  config: LanewayConfig;
  proxy?: Listener;
}

/** Engine, listeners and telemetry of one config. Closed in the reverse order of opening. */
export class RunningGateway {
  readonly engine: Gateway;
  readonly proxy: Listener;
  readonly admin: Listener;
  readonly log: Log;
  readonly #live: LiveConfig;
  readonly #opened: AsyncDisposableStack;

  private constructor(parts: Parts, opened: AsyncDisposableStack) {
    this.engine = parts.engine;
    this.proxy = parts.proxy;
    this.admin = parts.admin;
    this.log = parts.log;
    this.#live = parts.live;
    this.#opened = opened;
  }

  /**
   * Rejects with `LanewayError`, and leaves nothing open, if a plugin cannot be created or a listener cannot be opened;
   * then its `param` is `listen.port` or `admin.port`.
   */
  static async open(reading: ConfigReading): Promise<RunningGateway> {
    await using opened = new AsyncDisposableStack();
    const keep = <Part extends { close(): Promise<unknown> }>(part: Part): Part =>
      opened.adopt(part, async (it) => void (await it.close()));

    const { config } = reading;
    const scope: Scope = { config };
    const tally = new TierTally();
    const telemetry = keep(await openTelemetry(config.telemetry, { clock: realClock, version }));
    const { log } = telemetry;
    const pool = keep(new LazyPool());
    const engine = keep(await openEngine(scope, telemetry, { pool, tally }));
    telemetry.observe(engine);
    const serve = (next: LanewayConfig) => replaceConfig(scope, engine, next);
    const live = keep(new LiveConfig(reading, { engine, serve, clock: realClock, log }));
    const proxy = keep(await openProxy(config, engine, log));
    scope.proxy = proxy;
    const admin = keep(
      await openAdmin(config, engine, {
        telemetry,
        routes: [tierRoute(tally, engine, scope), ...liveRoutes(live)],
      }),
    );
    return new RunningGateway({ engine, live, proxy, admin, log }, opened.move());
  }

  /**
   * Reads the config again and uses it from now on; streams continue. Rejects with `AdminRefusal`, and changes nothing,
   * if it is invalid or one of its plugins cannot be created.
   */
  reload(): Promise<ConfigChange> {
    return this.#live.reload();
  }

  /** Reloads whenever the config file has changed, and logs the result. */
  follow(): void {
    this.#live.follow();
  }

  /** Reloads now, and logs the result. */
  reloadOnSignal(): void {
    void this.#live.reloadOnSignal();
  }

  /** Refuses new requests, lets the others finish within the config's `drain`, then closes everything. */
  async drain(): Promise<void> {
    const drained = this.engine.drain();
    await this.proxy.drain(this.#live.reading.config.drainMs);
    // Usage that is reported shortly after the end of an answer is still counted.
    await drained;
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
    resolve: (use: string, kind: PluginKind, isolation) =>
      findPlugin({ use, kind, path: kind, isolation }, scope.config.plugins, scope.config.source.baseDir),
    host: { clock: realClock, random: Math.random, log: telemetry.log, baseDir: source.baseDir, pool },
    sinks: [...telemetry.sinks, tally],
    responseHeaders,
    unpack: decodedBody,
    ...(telemetry.traceSampling !== undefined && { traceSampling: telemetry.traceSampling }),
  });
}

// The engine looks plugins up while it creates them: the scope must be the new one by then.
async function replaceConfig(scope: Scope, engine: Gateway, next: LanewayConfig): Promise<void> {
  const before = scope.config;
  scope.config = next;
  try {
    await renewCertificate(scope.proxy, before, next);
    await engine.reconfigure(next.gateway);
  } catch (error) {
    scope.config = before;
    throw error;
  }
}

// Only for the same files: other files need a restart.
async function renewCertificate(
  proxy: Listener | undefined,
  before: LanewayConfig,
  next: LanewayConfig,
): Promise<void> {
  const [old, tls] = [before.listen.tls, next.listen.tls];
  if (old === undefined || tls === undefined || old.revision === tls.revision) return;
  const isSame = old.cert === tls.cert && old.key === tls.key && old.clientCa === tls.clientCa;
  if (isSame) proxy?.renewTls(await readTlsFiles(tls));
}

async function openProxy({ listen, limits }: LanewayConfig, engine: Gateway, log: Log): Promise<Listener> {
  const { host, port, tls, lbPath: path, lbTarget: target } = listen;
  const address = { host, port, tls: tls && (await readTlsFiles(tls)) };
  const alias = path === undefined || target === undefined ? undefined : { path, target };
  return inSection(
    'listen',
    startProxy({ gateway: engine, listen: address, alias, limits, clock: realClock, log }),
  );
}

/** The contents of a config's PEM files. Rejects if one cannot be read. */
async function readTlsFiles({ cert, key, clientCa }: TlsConfig): Promise<TlsSettings> {
  const textOf = async (path: string) => (await readRegularFile(path)).toString('utf8');
  return {
    cert: await textOf(cert),
    key: await textOf(key),
    clientCa: clientCa === undefined ? undefined : await textOf(clientCa),
  };
}

function openAdmin(
  { admin, telemetry: { prometheus } }: LanewayConfig,
  engine: Gateway,
  { telemetry, routes }: { readonly telemetry: Telemetry; readonly routes: readonly AdminRoute[] },
): Promise<Listener> {
  const { host, port, token } = admin;
  const starting = startAdmin({
    gateway: engine,
    listen: { host, port },
    token,
    metrics: prometheus ? () => telemetry.metricsText(engine) : undefined,
    metricsReport: () => telemetry.metricsReport(engine),
    routes,
    clock: realClock,
    log: telemetry.log,
  });
  return inSection('admin', starting);
}

function liveRoutes(live: LiveConfig): readonly AdminRoute[] {
  const facades = new LiveFacades(live, () => new Date(realClock.nowMs()));
  return [...facadeRoutes(facades), reconfigRoute(live)];
}

/** What a tier gets of the endpoints that it shares with lower ones. */
function sharedBy(tier: string, engine: Gateway, { config }: Scope): readonly SharedEndpoints[] {
  const lane = config.gateway.tiers[tier]?.lane;
  return engine
    .state()
    .pools.flatMap(({ endpoints, busy, tiers }) =>
      tiers
        .filter((reading) => reading.lane === lane)
        .map(({ spill, floor, headroom }) => ({ endpoints, busy, spill, floor, headroom })),
    );
}

function tierRoute(tally: TierTally, engine: Gateway, scope: Scope): AdminRoute {
  return {
    method: 'GET',
    path: '/tiers',
    role: 'read',
    summary:
      'Counts of the requests of each tier since the start, and what it gets of the slots that tiers share.',
    handle: () => jsonAnswer(tally.tiers((tier) => sharedBy(tier, engine, scope))),
  };
}

/** Adds the config section to the error of a listener that cannot be opened. */
async function inSection(section: 'listen' | 'admin', starting: Promise<Listener>): Promise<Listener> {
  try {
    return await starting;
  } catch (cause) {
    if (!isLanewayError(cause) || cause.param !== undefined) throw cause;
    throw new LanewayError(cause.code, `${section}: ${cause.message}`, { param: `${section}.port`, cause });
  }
}

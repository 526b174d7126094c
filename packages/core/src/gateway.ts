import type { CallerError, GatewayRequest } from '@laneway/contracts';

import type { ClientSink, ExchangeHandle, IncomingRequest } from './client.ts';
import type { GatewayConfig } from './config.ts';
import type { GatewayOptions } from './engine.ts';
import { Engine } from './engine.ts';
import type { Decision } from './exchange/decision.ts';
import { serve } from './exchange/serve.ts';
import type { LaneMove } from './queue/lane-moves.ts';
import { laneMoves } from './queue/lane-moves.ts';
import { predictedWaitMs } from './queue/predicted-wait.ts';
import type {
  EndpointSnapshot,
  HealthSnapshot,
  LaneSnapshot,
  PoolSnapshot,
  StateSnapshot,
} from './snapshot.ts';

/** Takes requests, keeps them in lanes, sends each to an endpoint as soon as one has room. No I/O of its own. */
export class Gateway {
  readonly #engine: Engine;
  #changing: Promise<unknown> = Promise.resolve();

  /** A gateway that serves `config`. Rejects if one of its plugins cannot be loaded or created. */
  static async start(config: GatewayConfig, options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(new Engine(options));
    await gateway.reconfigure(config);
    return gateway;
  }

  /** For `start`, and for tests that need access to the engine. */
  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Begins an exchange. `client` may have got its whole answer before this returns. */
  accept(request: IncomingRequest, client: ClientSink): ExchangeHandle {
    return serve(this.#engine, request, client);
  }

  /**
   * The body, as JSON, of an error that a listener answers with before it calls `accept`: in the dialect of the facade that
   * `request` seems to be for, or in the gateway's own.
   */
  errorBody(error: CallerError, request: Pick<GatewayRequest, 'path' | 'headers'> | undefined): string {
    const generation = this.#engine.generation();
    const dialect = request === undefined ? generation.dialect : generation.dialectFor(request);
    return dialect.errorBody(error);
  }

  /**
   * Serves another config from now on. Waiting tickets and the state of endpoints that stay are carried over; streams go on.
   * Rejects, and changes nothing, if one of its plugins cannot be loaded or created. One change at a time.
   */
  reconfigure(config: GatewayConfig): Promise<void> {
    const change = this.#changing.then(() => this.#engine.change(config));
    this.#changing = change.catch(() => undefined);
    return change;
  }

  /** Which waiting tickets would be in other lanes under another config. */
  laneMoves(config: GatewayConfig): readonly LaneMove[] {
    return laneMoves(this.#engine.dispatcher.lanes, config);
  }

  /** Refuses new requests; resolves when the last exchange has ended. */
  drain(): Promise<void> {
    return this.#engine.drain();
  }

  /** Closes plugins and timers. To be called when it is drained. */
  async close(): Promise<void> {
    this.#engine.draining = true;
    await this.#changing;
    await this.#engine.close();
  }

  /** The decision record of a recent exchange; `undefined` if it is not kept, or no longer. */
  explain(requestId: string): Decision | undefined {
    return this.#engine.decisions?.get(requestId);
  }

  lanes(): readonly LaneSnapshot[] {
    const { dispatcher } = this.#engine;
    const nowMs = this.#engine.now();
    const endpoints = [...this.#engine.generation().endpoints.values()];
    return dispatcher.lanes.map((lane) => {
      const oldest = lane.oldest();
      const hasRoom = endpoints.some((endpoint) => endpoint.blockedBy(lane) === undefined);
      return {
        name: lane.name,
        rank: lane.rank,
        depth: lane.depth,
        oldestWaitMs: oldest === undefined ? 0 : nowMs - oldest.enqueuedAtMs,
        running: lane.running,
        dispatchedTotal: lane.dispatchedTotal,
        evictedTotal: lane.evictedTotal,
        drainRate: lane.drainRate.perSecond(nowMs),
        predictedWaitMs:
          hasRoom && lane.depth === 0 ? 0 : predictedWaitMs(dispatcher.lanes, lane, undefined, nowMs),
      };
    });
  }

  endpoints(): readonly EndpointSnapshot[] {
    return [...this.#engine.generation().endpoints.values()].map((endpoint) => endpoint.snapshot());
  }

  state(): StateSnapshot {
    const { dispatcher, draining, exchanges } = this.#engine;
    const generation = this.#engine.generation();
    const lanes = this.lanes();
    return {
      generation: generation.number,
      draining,
      exchanges,
      waiting: dispatcher.waiting,
      running: lanes.reduce((sum, { running }) => sum + running, 0),
      lanes,
      endpoints: this.endpoints(),
      pools: this.#pools(),
      facades: generation.facades.map(({ name, endpoints }) => ({
        name,
        endpoints: endpoints.map((endpoint) => endpoint.name),
      })),
    };
  }

  health(): HealthSnapshot {
    const reasons: string[] = [];
    const { endpoints, profiles, config } = this.#engine.generation();
    if (this.#engine.draining) reasons.push('The gateway is shutting down.');
    const usable = [...endpoints.values()].some((endpoint) => endpoint.downBecause() === undefined);
    if (!usable)
      reasons.push(endpoints.size === 0 ? 'No endpoint is configured.' : 'Every endpoint is out of service.');
    const source = profiles?.status();
    if (config.profiles?.required === true && source !== undefined && source.profiles === 0)
      reasons.push('Profiles are required and none are loaded.');
    return { ready: reasons.length === 0, reasons };
  }

  #pools(): readonly PoolSnapshot[] {
    const nowMs = this.#engine.now();
    return this.#engine.generation().pools.map(({ endpoints, pool }) => ({
      endpoints: endpoints.map(({ name }) => name),
      ...pool.reading(nowMs),
    }));
  }
}

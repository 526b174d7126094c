import type {
  Clock,
  GatewayEvent,
  GatewayRequest,
  QuotaStore,
  TelemetrySink,
  WarningSubject,
} from '@laneway/contracts';

import type { Unpack } from './dialect/affinity.ts';
import { Affinity } from './dialect/affinity.ts';
import type { ClientSink, ExchangeHandle } from './client.ts';
import type { GatewayConfig } from './config.ts';
import type { Decision } from './exchange/decision.ts';
import { DecisionLog } from './exchange/decision.ts';
import { Dispatcher } from './queue/dispatcher.ts';
import type { EngineParts } from './exchange/engine-parts.ts';
import { serve } from './exchange/serve.ts';
import type { GenerationParts } from './generation/generation.ts';
import { gather, Generation } from './generation/generation.ts';
import type { LaneMove } from './queue/lane-moves.ts';
import { laneMoves } from './queue/lane-moves.ts';
import { MemoryQuotaStore } from './quota/memory-quota-store.ts';
import type { HostParts, ResolvePlugin } from './generation/plugin-instances.ts';
import { InstanceStore } from './generation/plugin-instances.ts';
import { predictedWaitMs } from './queue/predicted-wait.ts';
import type { EndpointSnapshot, HealthSnapshot, LaneSnapshot, StateSnapshot } from './snapshot.ts';
import type { TicketTimers } from './queue/ticket.ts';
import { TimerWheel } from './time/timer-wheel.ts';

/** What a gateway is made with. */
export interface GatewayParts {
  readonly resolve: ResolvePlugin;
  /** Lent to plugins; its clock and random are the gateway's own. */
  readonly host: HostParts;
  /** Sinks beside those of the config. */
  readonly sinks?: readonly TelemetrySink[];
  /** Whether answers carry `x-laneway-*` headers. @default true */
  readonly responseHeaders?: boolean;
  /** Share of traces that begin here and are sampled, 0 to 1; a caller's own decision wins. None: traces are off. */
  readonly traceSampling?: number;
  /** Without it, what compressed answers refer to stays unknown. */
  readonly unpack?: Unpack;
  /** Decision records kept for `explain`. 0 keeps none. @default 1000 */
  readonly decisions?: number;
}

/** The engine: takes requests, keeps them in lanes, sends each to an endpoint as soon as one has room. No I/O of its own. */
export class Gateway implements EngineParts {
  readonly wheel: TimerWheel;
  readonly dispatcher: Dispatcher;
  readonly quotas: QuotaStore;
  readonly affinity: Affinity;
  readonly responseHeaders: boolean;
  readonly decisions: DecisionLog | undefined;
  readonly traceSampling: number | undefined;
  readonly random: () => number;
  readonly ticketTimers: TicketTimers;
  readonly #clock: Clock;
  readonly #parts: GenerationParts;
  readonly #ownSinks: readonly TelemetrySink[];
  #sinks: readonly TelemetrySink[] = [];
  #generation: Generation | undefined;
  #sequence = 0;
  #exchanges = 0;
  #draining = false;
  #drained: (() => void)[] = [];
  #changing: Promise<unknown> = Promise.resolve();

  /** A gateway that serves `config`. Rejects if one of its plugins can't be loaded or created. */
  static async start(config: GatewayConfig, parts: GatewayParts): Promise<Gateway> {
    const gateway = new Gateway(parts);
    await gateway.reconfigure(config);
    return gateway;
  }

  private constructor(parts: GatewayParts) {
    const { clock } = parts.host;
    this.#clock = clock;
    this.wheel = new TimerWheel({
      nowMs: () => clock.nowMs(),
      setTimer: (delayMs, fire) => clock.setTimer(delayMs, () => this.dispatcher.inOneTurn(fire)),
    });
    this.dispatcher = new Dispatcher(
      this.wheel,
      () => clock.nowMs(),
      (error) => this.blame('queue-policy', error),
    );
    this.ticketTimers = {
      onDeadline: (ticket) => this.dispatcher.expire(ticket),
      onNextStage: (ticket) => this.dispatcher.openNextStage(ticket),
    };
    this.quotas = new MemoryQuotaStore(clock);
    this.responseHeaders = parts.responseHeaders ?? true;
    this.affinity = new Affinity(parts.unpack ?? ((body) => body));
    this.traceSampling = parts.traceSampling;
    this.random = parts.host.random;
    this.decisions = parts.decisions === 0 ? undefined : new DecisionLog(parts.decisions ?? 1_000);
    this.#ownSinks = parts.sinks ?? [];
    this.#parts = {
      instances: new InstanceStore(parts.resolve, parts.host),
      clock,
      wheel: this.wheel,
      onProfileDoubt: (profile, message) => this.warn('profiles', profile, message),
      listener: {
        onRoom: (endpoint) => this.dispatcher.markReady(endpoint),
        onThrottled: ({ name }, untilMs) =>
          this.record({ kind: 'endpoint-throttled', atMs: this.now(), endpoint: name, untilMs }),
        onBreaker: ({ name }, state) =>
          this.record({ kind: 'breaker-changed', atMs: this.now(), endpoint: name, state }),
        onProbed: ({ name }, healthy) => {
          this.record({ kind: 'endpoint-probed', atMs: this.now(), endpoint: name, healthy });
          this.dispatcher.runDue();
        },
      },
    };
  }

  /** Takes a request on. `client` may be told the end of it before this returns. */
  accept(request: GatewayRequest, client: ClientSink): ExchangeHandle {
    this.#exchanges += 1;
    return serve(this, request, client);
  }

  /**
   * Serves another config from now on. Waiting tickets and the state of endpoints that stay are carried over; streams go on.
   * Rejects, and changes nothing, if one of its plugins can't be loaded or created. One change at a time.
   */
  reconfigure(config: GatewayConfig): Promise<void> {
    const change = this.#changing.then(() => this.#change(config));
    this.#changing = change.catch(() => undefined);
    return change;
  }

  /** Which waiting tickets would be in other lanes under another config. */
  laneMoves(config: GatewayConfig): readonly LaneMove[] {
    return laneMoves(this.dispatcher.lanes, config);
  }

  /** No new requests; resolves when the last one that is here has ended. */
  drain(): Promise<void> {
    this.#draining = true;
    if (this.#exchanges === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Closes plugins and timers. To be called when it is drained. */
  async close(): Promise<void> {
    this.#draining = true;
    await this.#changing;
    const last = this.#generation;
    last?.supersede();
    await last?.closed;
    this.wheel.close();
  }

  get draining(): boolean {
    return this.#draining;
  }

  get hasSinks(): boolean {
    return this.#sinks.length > 0;
  }

  now(): number {
    return this.#clock.nowMs();
  }

  nextSequence(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  generation(): Generation {
    if (this.#generation === undefined) throw new RangeError('The gateway has not been started.');
    return this.#generation;
  }

  record(event: GatewayEvent): void {
    for (const sink of this.#sinks) {
      try {
        sink.record(event);
      } catch {
        // A sink must not throw. Telling would be another event for the same sink.
      }
    }
  }

  warn(subject: WarningSubject, name: string, message: string): void {
    if (this.hasSinks) this.record({ kind: 'warned', atMs: this.now(), subject, name, message });
  }

  blame(plugin: string, error: unknown): void {
    this.warn(
      'plugin',
      plugin,
      `threw ${error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no error'}`,
    );
  }

  onEnded(): void {
    this.#exchanges -= 1;
    if (this.#exchanges > 0 || this.#drained.length === 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  /** The decision record of a recent exchange. */
  explain(requestId: string): Decision | undefined {
    return this.decisions?.get(requestId);
  }

  lanes(): readonly LaneSnapshot[] {
    const nowMs = this.now();
    const endpoints = [...this.generation().endpoints.values()];
    return this.dispatcher.lanes.map((lane) => {
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
          hasRoom && lane.depth === 0 ? 0 : predictedWaitMs(this.dispatcher.lanes, lane, undefined, nowMs),
      };
    });
  }

  endpoints(): readonly EndpointSnapshot[] {
    return [...this.generation().endpoints.values()].map((endpoint) => endpoint.snapshot());
  }

  state(): StateSnapshot {
    const generation = this.generation();
    const lanes = this.lanes();
    return {
      generation: generation.number,
      draining: this.#draining,
      exchanges: this.#exchanges,
      waiting: this.dispatcher.waiting,
      running: lanes.reduce((sum, { running }) => sum + running, 0),
      lanes,
      endpoints: this.endpoints(),
      facades: generation.facades.map(({ name, endpoints }) => ({
        name,
        endpoints: endpoints.map((endpoint) => endpoint.name),
      })),
    };
  }

  health(): HealthSnapshot {
    const reasons: string[] = [];
    const { endpoints, profiles, config } = this.generation();
    if (this.#draining) reasons.push('the gateway is shutting down');
    const usable = [...endpoints.values()].some((endpoint) => endpoint.downBecause() === undefined);
    if (!usable)
      reasons.push(endpoints.size === 0 ? 'no endpoint is configured' : 'every endpoint is excluded');
    const source = profiles?.status();
    if (config.profiles?.required === true && source !== undefined && source.profiles === 0) {
      reasons.push('profiles are required and none are loaded');
    }
    return { ready: reasons.length === 0, reasons };
  }

  async #change(config: GatewayConfig): Promise<void> {
    const ingredients = await gather(config, this.#parts);
    const previous = this.#generation;
    const generation = new Generation((previous?.number ?? 0) + 1, ingredients, previous, this.#parts);
    this.#generation = generation;
    this.#sinks = [...this.#ownSinks, ...generation.sinks];
    this.dispatcher.configure(
      generation.lanes,
      generation.policy,
      config.queue,
      generation.endpoints.values(),
    );
    previous?.supersede();
    this.record({ kind: 'generation-changed', atMs: this.now(), generation: generation.number });
  }
}

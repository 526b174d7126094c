import type { Clock, GatewayEvent, TelemetrySink, WarningSubject } from '@laneway/contracts';

import type { GatewayConfig } from './config.ts';
import { DecisionLog } from './exchange/decision.ts';
import type { EngineParts } from './exchange/engine-parts.ts';
import type { EndpointListener } from './endpoints/endpoint.ts';
import type { Generation } from './generation/generation.ts';
import type { LoadDependencies } from './generation/load-plugins.ts';
import { loadPlugins } from './generation/load-plugins.ts';
import type { SharedHost, ResolvePlugin } from './generation/plugin-instances.ts';
import { InstanceStore } from './generation/plugin-instances.ts';
import type { SucceedDependencies } from './generation/succeed.ts';
import { succeed } from './generation/succeed.ts';
import { Dispatcher } from './queue/dispatcher.ts';
import type { TicketTimers } from './queue/ticket.ts';
import { MemoryQuotaStore } from './quota/memory-quota-store.ts';
import type { Unpack } from './routing/affinity.ts';
import { Affinity } from './routing/affinity.ts';
import { TimerWheel } from './time/timer-wheel.ts';

/** What a gateway is made with. */
export interface GatewayOptions {
  readonly resolve: ResolvePlugin;
  /** Lent to plugins; its clock and random are the gateway's own. */
  readonly host: SharedHost;
  /** Sinks besides those of the config. @default [] */
  readonly sinks?: readonly TelemetrySink[];
  /** Whether answers carry `x-laneway-*` headers. @default true */
  readonly responseHeaders?: boolean;
  /** Share of the traces that begin here which are sampled, 0 to 1; a caller's own decision wins. Absent: traces are off. */
  readonly traceSampling?: number;
  /** Absent: stored objects that compressed answers name are not learned. */
  readonly unpack?: Unpack;
  /** Decision records kept for `explain`. 0 keeps none. @default 1000 */
  readonly decisions?: number;
}

/** The parts of a gateway, made and connected. */
export class Engine implements EngineParts {
  readonly wheel: TimerWheel;
  readonly dispatcher: Dispatcher;
  readonly affinity: Affinity;
  readonly responseHeaders: boolean;
  readonly decisions: DecisionLog | undefined;
  readonly traceSampling: number | undefined;
  readonly random: () => number;
  readonly ticketTimers: TicketTimers;
  draining = false;
  /** Exchanges that have not ended. */
  exchanges = 0;
  readonly #clock: Clock;
  readonly #dependencies: LoadDependencies & SucceedDependencies;
  readonly #ownSinks: readonly TelemetrySink[];
  #sinks: readonly TelemetrySink[] = [];
  #generation: Generation | undefined;
  #sequence = 0;
  readonly #drained: (() => void)[] = [];

  constructor(options: GatewayOptions) {
    const { clock, random } = options.host;
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
    this.responseHeaders = options.responseHeaders ?? true;
    this.affinity = new Affinity(options.unpack ?? ((body) => body));
    this.traceSampling = options.traceSampling;
    this.random = random;
    this.decisions = options.decisions === 0 ? undefined : new DecisionLog(options.decisions ?? 1_000);
    this.#ownSinks = options.sinks ?? [];
    this.#dependencies = {
      instances: new InstanceStore(options.resolve, options.host),
      clock,
      wheel: this.wheel,
      defaultQuotas: new MemoryQuotaStore(clock),
      onProfileWarning: (profile, message) => this.warn('profiles', profile, message),
      onDialectError: (dialect, error) => this.blame(dialect, error),
      listener: this.#endpointListener(),
    };
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
        // A sink must not throw, and a warning would be another event for the same sink.
      }
    }
  }

  warn(subject: WarningSubject, name: string, message: string): void {
    if (this.hasSinks) this.record({ kind: 'warned', atMs: this.now(), subject, name, message });
  }

  blame(plugin: string, error: unknown): void {
    const thrown = error instanceof Error ? `${error.name}: ${error.message}` : 'a non-Error value';
    this.warn('plugin', plugin, `threw ${thrown}`);
  }

  onBegun(): void {
    this.exchanges += 1;
  }

  onEnded(): void {
    this.exchanges -= 1;
    if (this.exchanges > 0 || this.#drained.length === 0) return;
    for (const resolve of this.#drained.splice(0)) resolve();
  }

  /** Serves `config` from now on. Rejects, and changes nothing, if one of its plugins cannot be loaded or created. */
  async change(config: GatewayConfig): Promise<void> {
    const loaded = await loadPlugins(config, this.#dependencies);
    const previous = this.#generation;
    const generation = succeed(previous, loaded, this.#dependencies);
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

  /** Refuses new requests; resolves when the last exchange has ended. */
  drain(): Promise<void> {
    this.draining = true;
    if (this.exchanges === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Closes plugins and timers. */
  async close(): Promise<void> {
    this.#generation?.supersede();
    await this.#generation?.closed;
    this.wheel.close();
  }

  #endpointListener(): EndpointListener {
    return {
      onRoom: (endpoint) => this.dispatcher.markReady(endpoint),
      onThrottled: ({ name }, untilMs) =>
        this.record({ kind: 'endpoint-throttled', atMs: this.now(), endpoint: name, untilMs }),
      onBreaker: ({ name }, state) =>
        this.record({ kind: 'breaker-changed', atMs: this.now(), endpoint: name, state }),
      onProbed: ({ name }, healthy) => {
        this.record({ kind: 'endpoint-probed', atMs: this.now(), endpoint: name, healthy });
        this.dispatcher.runDue();
      },
    };
  }
}

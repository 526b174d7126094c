import leastConnections from '@laneway/balancer-least-connections';
import roundRobin from '@laneway/balancer-round-robin';
import strict from '@laneway/queue-policy-strict';
import weightedFair from '@laneway/queue-policy-weighted-fair';
import type { EngineUnderTest } from '@laneway/core/testing';
import { knownProfiles, startEngine } from '@laneway/core/testing';
import { aPlugin } from '@laneway/testkit';

import { Observer } from './observer.ts';
import type { Arrival, Scenario } from './scenario.ts';
import { scenarioOf } from './scenario.ts';
import { SimulatedBackend } from './simulated-backend.ts';
import { StepClock } from './step-clock.ts';
import { Violation } from './violation.ts';
import { GatewayModel } from './gateway-model.ts';

/** How much a simulation did. */
export interface SimulationResult {
  readonly requests: number;
  readonly attempts: number;
  readonly moments: number;
}

/** Optional callbacks of a simulation. */
export interface SimulationHooks {
  /** Called with the engine before the first request arrives, to plant a bug in it. */
  readonly plant?: (engine: EngineUnderTest) => void;
  /** Called with a line for each event. `atMs`: milliseconds since the simulation began. */
  readonly onEvent?: (atMs: number, line: string) => void;
}

/** One gateway in one scenario, from the first request to the last, under a clock that jumps from event to event. */
class Simulation {
  readonly #scenario: Scenario;
  readonly #clock = new StepClock();
  readonly #model: GatewayModel;
  readonly #observer: Observer;
  readonly #backend: SimulatedBackend;
  readonly #hooks: SimulationHooks;
  #change: Scenario['changes'][number]['config'] | undefined;
  #moments = 0;

  constructor(scenario: Scenario, hooks: SimulationHooks) {
    this.#scenario = scenario;
    this.#hooks = hooks;
    this.#model = new GatewayModel(scenario, () => this.#clock.nowMs());
    const startMs = this.#clock.nowMs();
    this.#observer = new Observer(this.#model, (line) =>
      hooks.onEvent?.(this.#clock.nowMs() - startMs, line),
    );
    const { random, failureMix } = scenario;
    this.#backend = new SimulatedBackend({
      clock: this.#clock,
      random,
      failureMix,
      listener: this.#observer,
    });
  }

  async run(): Promise<SimulationResult> {
    const engine = await this.#start();
    this.#hooks.plant?.(engine);
    this.#schedule(engine);
    while (this.#clock.advanceToNext()) await this.#moment(engine);
    await this.#close(engine);
    const requests = [...this.#model.requests.values()];
    const attempts = requests.reduce((sum, request) => sum + request.attempts, 0);
    return { requests: requests.length, attempts, moments: this.#moments };
  }

  #start(): Promise<EngineUnderTest> {
    const { config, profiles } = this.#scenario;
    return startEngine({
      config,
      clock: this.#clock,
      decisions: 0,
      plugins: {
        simulated: aPlugin('connector', () => this.#backend.connector()),
        probed: aPlugin('connector', () => this.#backend.probedConnector()),
        profiles: knownProfiles(...profiles),
        strict,
        'weighted-fair': weightedFair,
        'least-connections': leastConnections,
        'round-robin': roundRobin,
      },
    });
  }

  #schedule(engine: EngineUnderTest): void {
    const { arrivals, changes, probes } = this.#scenario;
    for (const arrival of arrivals) this.#clock.setTimer(arrival.atMs, () => this.#arrive(engine, arrival));
    for (const { atMs, endpoint, healthy } of probes) {
      this.#clock.setTimer(atMs, () => this.#probe(endpoint, healthy));
    }
    for (const { atMs, config } of changes) {
      this.#clock.setTimer(atMs, () => {
        this.#change = config;
      });
    }
    this.#clock.onStep = () => this.#observer.onStep();
  }

  #arrive({ send }: EngineUnderTest, arrival: Arrival): void {
    const { id, path, bytes, leavesAfterMs } = arrival;
    const request = this.#model.arrive(arrival);
    this.#observer.onArrival(request, () => {
      const client = send({
        id,
        path,
        headers: headersOf(arrival, request.deadlineAtMs),
        body: ' '.repeat(bytes),
      });
      client.onOver = () => this.#observer.onOver(request, client);
      if (client.over) this.#observer.onOver(request, client);
      if (leavesAfterMs === undefined) return;
      this.#clock.setTimer(leavesAfterMs, () => this.#observer.onLeave(request, () => client.cancel()));
    });
  }

  #probe(name: string, healthy: boolean): void {
    const endpoint = this.#model.endpoints.get(name);
    if (endpoint === undefined || !this.#backend.isProbed(name)) return;
    endpoint.healthy = healthy;
    this.#backend.probe(name, healthy);
  }

  /** Everything that was due at this moment has happened. */
  async #moment(engine: EngineUnderTest): Promise<void> {
    const change = this.#change;
    this.#change = undefined;
    if (change !== undefined) {
      this.#model.change(change);
      await engine.gateway.reconfigure(change);
      this.#observer.onStep();
    }
    this.#observer.onMoment(engine);
    this.#moments += 1;
  }

  async #close({ gateway }: EngineUnderTest): Promise<void> {
    for (const request of this.#model.requests.values()) {
      if (!request.over) throw new Violation('ends once', `${request.id} never ended`);
    }
    await gateway.drain();
    await gateway.close();
    if (this.#clock.pending > 0) throw new Violation('conservation', 'a closed gateway has pending timers');
  }
}

/** Runs the scenario of `seed`. Rejects with a `Violation` if the engine breaks a promise. */
export function simulate(seed: number, hooks: SimulationHooks = {}): Promise<SimulationResult> {
  return new Simulation(scenarioOf(seed), hooks).run();
}

function headersOf({ key, profile, ttlMs, timeoutMs }: Arrival, deadlineAtMs: number): string[] {
  const headers = ['x-priority', key];
  if (profile !== undefined) headers.push('x-user-id', profile);
  if (ttlMs !== undefined) headers.push('x-ttl', new Date(deadlineAtMs).toISOString());
  if (timeoutMs !== undefined) headers.push('x-timeout', String(timeoutMs));
  return headers;
}

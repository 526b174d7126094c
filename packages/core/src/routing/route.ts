import type { Endpoint, Obstacle } from '../endpoints/endpoint.ts';
import type { Lane } from '../queue/lane.ts';
import type { Ticket } from '../queue/ticket.ts';
import type { SelectorConfig } from '../config.ts';
import { slotShare } from '../endpoints/slots.ts';

/** One selector of a tier, resolved: some endpoints of a facade and when they may be used. */
export interface RouteStep {
  /** Place of the selector in the tier; 0 is preferred, later ones are spill. */
  readonly selector: number;
  readonly endpoints: readonly Endpoint[];
  /** Milliseconds of waiting before it is admissible. */
  readonly afterMs: number;
  /** Share of an endpoint's slots that must idle. 0 to 1. */
  readonly idle: number;
}

/** Endpoints that a ticket can have right now. */
export interface Choice {
  readonly selector: number;
  /** Never empty; all of one group. */
  readonly candidates: readonly Endpoint[];
}

/** Why an endpoint was not a candidate. */
export type Verdict = Obstacle | 'not-idle' | 'too-early' | 'higher-group' | 'earlier-selector' | 'candidate';

/** Told of every endpoint that was looked at. */
export type Witness = (endpoint: Endpoint, selector: number, verdict: Verdict) => void;

/** Where tickets of one tier may go within one facade: ordered steps, some of which open only after a wait. */
export class Route {
  readonly steps: readonly RouteStep[];
  readonly #stages: readonly RouteStage[];
  readonly #variants = new Map<string, Route>();

  constructor(steps: readonly RouteStep[]) {
    this.steps = steps;
    const times = [...new Set([0, ...steps.map((step) => step.afterMs)])].sort((a, b) => a - b);
    this.#stages = times.map((fromMs, index) => new RouteStage(steps, fromMs, times[index + 1]));
  }

  /** The stage that the ticket has reached. Stages are entered one by one, by `RouteStage.untilMs`. */
  stageAt(ticket: Ticket): RouteStage {
    return this.stageAfter(ticket.ripeForMs);
  }

  /** The stage that is reached after so many milliseconds of waiting. */
  stageAfter(waitedMs: number): RouteStage {
    const stage = this.#stages.findLast(({ fromMs }) => fromMs <= waitedMs) ?? this.#stages[0];
    if (stage === undefined) throw new RangeError('a route has at least one stage');
    return stage;
  }

  /** Every endpoint of the route, once. */
  endpoints(): Endpoint[] {
    return [...new Set(this.steps.flatMap((step) => step.endpoints))];
  }

  /** This route less some endpoints, by name. The same names give the same route, so that tickets can share a band. */
  without(names: readonly string[]): Route {
    if (names.length === 0) return this;
    const excluded = new Set(names);
    return this.#variant(`-${[...excluded].sort().join(',')}`, (endpoint) => !excluded.has(endpoint.name));
  }

  /** This route with one endpoint left. */
  only(name: string): Route {
    return this.#variant(`=${name}`, (endpoint) => endpoint.name === name);
  }

  #variant(key: string, keep: (endpoint: Endpoint) => boolean): Route {
    let route = this.#variants.get(key);
    if (route === undefined) {
      route = new Route(this.steps.map((step) => ({ ...step, endpoints: step.endpoints.filter(keep) })));
      this.#variants.set(key, route);
    }
    return route;
  }
}

/** A route as it is for tickets that have waited long enough for some of its steps: the same for all of them. */
export class RouteStage {
  readonly fromMs: number;
  /** Waiting time at which the next stage is reached; `undefined` if this is the last. */
  readonly untilMs: number | undefined;
  readonly #steps: readonly RouteStep[];
  readonly #later: readonly RouteStep[];

  constructor(steps: readonly RouteStep[], fromMs: number, untilMs: number | undefined) {
    this.fromMs = fromMs;
    this.untilMs = untilMs;
    this.#steps = steps.filter((step) => step.afterMs <= fromMs);
    this.#later = steps.filter((step) => step.afterMs > fromMs);
  }

  /** Whether a ticket of `lane` could use a slot at `endpoint` now. */
  admits(endpoint: Endpoint, lane: Lane): boolean {
    for (const step of this.#steps) {
      if (step.endpoints.includes(endpoint) && isFree(endpoint, step, lane)) return true;
    }
    return false;
  }

  /** What a ticket of `lane` can have now: the first step with room, of that the lowest group with room. */
  choose(lane: Lane): Choice | undefined {
    for (const step of this.#steps) {
      const candidates = lowestGroup(step.endpoints.filter((endpoint) => isFree(endpoint, step, lane)));
      if (candidates.length > 0) return { selector: step.selector, candidates };
    }
    return undefined;
  }

  /** Tells for every endpoint why it was kept or dropped when `choice` was what `lane` could have. */
  explain(lane: Lane, choice: Choice | undefined, witness: Witness): void {
    for (const step of this.#steps) {
      for (const endpoint of step.endpoints)
        witness(endpoint, step.selector, verdictOn(endpoint, step, lane, choice));
    }
    for (const step of this.#later) {
      for (const endpoint of step.endpoints) witness(endpoint, step.selector, 'too-early');
    }
  }
}

/** The steps of a tier's selectors over a facade's endpoints. No selectors: one step with all of them. */
export function routeOver(endpoints: readonly Endpoint[], selectors: readonly SelectorConfig[]): Route {
  const all: readonly SelectorConfig[] =
    selectors.length > 0 ? selectors : [{ labels: {}, afterMs: 0, idle: 0 }];
  return new Route(
    all.map(({ labels, afterMs, idle }, selector) => ({
      selector,
      afterMs,
      idle,
      endpoints: endpoints.filter((endpoint) => hasLabels(endpoint, labels)),
    })),
  );
}

function hasLabels(endpoint: Endpoint, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => endpoint.labels[name] === value);
}

function isFree(endpoint: Endpoint, step: RouteStep, lane: Lane): boolean {
  return endpoint.obstacle(lane) === undefined && isIdleEnough(endpoint, step);
}

function isIdleEnough(endpoint: Endpoint, step: RouteStep): boolean {
  return step.idle === 0 || endpoint.slots - endpoint.inFlight >= slotShare(step.idle, endpoint.slots);
}

function lowestGroup(endpoints: Endpoint[]): Endpoint[] {
  if (endpoints.length < 2) return endpoints;
  let lowest = Infinity;
  for (const { group } of endpoints) lowest = Math.min(lowest, group);
  return endpoints.filter(({ group }) => group === lowest);
}

function verdictOn(endpoint: Endpoint, step: RouteStep, lane: Lane, choice: Choice | undefined): Verdict {
  const obstacle = endpoint.obstacle(lane);
  if (obstacle !== undefined) return obstacle;
  if (!isIdleEnough(endpoint, step)) return 'not-idle';
  if (choice === undefined || choice.selector < step.selector) return 'earlier-selector';
  return choice.candidates.includes(endpoint) ? 'candidate' : 'higher-group';
}

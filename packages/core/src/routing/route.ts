import type { BlockReason, Endpoint } from '../endpoints/endpoint.ts';
import type { SelectorConfig } from '../config.ts';
import type { SlotClaimant } from '../endpoints/slots.ts';
import type { SharedPool } from '../headroom/shared-pool.ts';
import { slotShare } from '../endpoints/slots.ts';

/** One selector of a tier, applied to a facade: its endpoints and when a ticket may use them. */
export interface RouteStep {
  /** Index of the selector in the tier; 0 is preferred, later ones are spill. */
  readonly selector: number;
  readonly endpoints: readonly Endpoint[];
  /** How long a ticket must have waited before it may use this step, in milliseconds. */
  readonly afterMs: number;
  /** Share of an endpoint's slots that must be free before a ticket may take one. 0 to 1. */
  readonly idle: number;
}

/** The endpoints that a ticket may use at this moment. */
export interface Choice {
  /** Index of the selector that they come from. */
  readonly selector: number;
  /** Never empty; all of one group. */
  readonly candidates: readonly Endpoint[];
}

/** `candidate`, or why an endpoint of a route was not one. */
export type RouteVerdict =
  | BlockReason
  | 'not-idle'
  | 'too-early'
  | 'higher-group'
  | 'earlier-selector'
  | 'candidate';

/** Where tickets of one tier may go within one facade: steps in order of preference, some of which open only after a wait. */
export class Route {
  readonly steps: readonly RouteStep[];
  /** Pools whose headroom decides about slots of this route. */
  readonly pools: readonly SharedPool[];
  /** How long a ticket waits for its first step before it may take another one, in milliseconds. */
  readonly patienceMs: number;
  readonly #stages: readonly RouteStage[];
  readonly #variants = new Map<string, Route>();

  constructor(steps: readonly RouteStep[]) {
    this.steps = steps;
    this.pools = [...new Set(this.endpoints().flatMap(({ pool }) => pool ?? []))];
    this.patienceMs = steps.slice(1).reduce((least, { afterMs }) => Math.min(least, afterMs), Infinity);
    const times = [...new Set([0, ...steps.map((step) => step.afterMs)])].sort((a, b) => a - b);
    this.#stages = times.map((fromMs, index) => new RouteStage(steps, fromMs, times[index + 1]));
  }

  /** The stage that a ticket reaches after waiting `waitedMs` milliseconds. */
  stageAfter(waitedMs: number): RouteStage {
    const stage = this.#stages.findLast(({ fromMs }) => fromMs <= waitedMs) ?? this.#stages[0];
    if (stage === undefined) throw new RangeError('A route must have at least one stage.');
    return stage;
  }

  /** The pool that its tickets come to first, if they share it. */
  get firstPool(): SharedPool | undefined {
    return this.steps[0]?.endpoints[0]?.pool;
  }

  /** Every endpoint of the route, without duplicates. */
  endpoints(): Endpoint[] {
    return [...new Set(this.steps.flatMap((step) => step.endpoints))];
  }

  /** This route without the endpoints called `names`. The same names give the same object, so that tickets share a queue. */
  without(names: readonly string[]): Route {
    if (names.length === 0) return this;
    const excluded = new Set(names);
    return this.#variant(`-${[...excluded].sort().join(',')}`, (endpoint) => !excluded.has(endpoint.name));
  }

  /** This route with only the endpoint called `name`. */
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

/** A route during a span of waiting in which no further step opens: the same for every ticket within that span. */
export class RouteStage {
  /** Waiting time at which the stage begins, in milliseconds. */
  readonly fromMs: number;
  /** Waiting time at which the next stage begins, in milliseconds; `undefined` if this is the last. */
  readonly untilMs: number | undefined;
  readonly #steps: readonly RouteStep[];
  readonly #later: readonly RouteStep[];

  constructor(steps: readonly RouteStep[], fromMs: number, untilMs: number | undefined) {
    this.fromMs = fromMs;
    this.untilMs = untilMs;
    this.#steps = steps.filter((step) => step.afterMs <= fromMs);
    this.#later = steps.filter((step) => step.afterMs > fromMs);
  }

  /** Whether `claimant` may take a slot at `endpoint` now. */
  admits(endpoint: Endpoint, claimant: SlotClaimant): boolean {
    for (const step of this.#steps) {
      if (step.endpoints.includes(endpoint) && isFree(endpoint, step, claimant)) return true;
    }
    return false;
  }

  /** What `claimant` may have now: the lowest group with room of the first step with room; `undefined` if none has. */
  choose(claimant: SlotClaimant): Choice | undefined {
    for (const step of this.#steps) {
      const candidates = lowestGroup(step.endpoints.filter((endpoint) => isFree(endpoint, step, claimant)));
      if (candidates.length > 0) return { selector: step.selector, candidates };
    }
    return undefined;
  }

  /** Calls `onVerdict` for every endpoint, given that `choice` is what `choose` has returned. */
  explain(
    claimant: SlotClaimant,
    choice: Choice | undefined,
    onVerdict: (endpoint: Endpoint, selector: number, verdict: RouteVerdict) => void,
  ): void {
    for (const step of this.#steps) {
      for (const endpoint of step.endpoints)
        onVerdict(endpoint, step.selector, verdictOn(endpoint, step, claimant, choice));
    }
    for (const step of this.#later) {
      for (const endpoint of step.endpoints) onVerdict(endpoint, step.selector, 'too-early');
    }
  }
}

/** The route of a tier over a facade's endpoints: one step per selector. Without selectors, one step with all endpoints. */
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

/** Whether an endpoint has all of these labels. */
export function hasLabels(endpoint: Endpoint, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => endpoint.labels[name] === value);
}

function isFree(endpoint: Endpoint, step: RouteStep, claimant: SlotClaimant): boolean {
  return endpoint.blockedBy(claimant) === undefined && isIdleEnough(endpoint, step);
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

function verdictOn(
  endpoint: Endpoint,
  step: RouteStep,
  claimant: SlotClaimant,
  choice: Choice | undefined,
): RouteVerdict {
  const blocked = endpoint.blockedBy(claimant);
  if (blocked !== undefined) return blocked;
  if (!isIdleEnough(endpoint, step)) return 'not-idle';
  if (choice === undefined || choice.selector < step.selector) return 'earlier-selector';
  return choice.candidates.includes(endpoint) ? 'candidate' : 'higher-group';
}

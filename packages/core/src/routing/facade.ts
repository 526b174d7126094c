import type { Balancer, RequestView } from '@laneway/contracts';

import type { FacadeConfig, FailoverConfig, SelectorConfig } from '../config.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { CostEstimator } from '../dialect/estimate-cost.ts';
import { compilePathPattern } from './path-pattern.ts';
import { RetryBudget } from './retry-budget.ts';
import type { Route } from './route.ts';
import { routeOver } from './route.ts';

/** A named group of endpoints with its balancer and failover settings. */
export class Facade {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
  readonly balancer: Balancer;
  readonly failover: FailoverConfig;
  /** Beginning of the path that backends don't see. */
  readonly stripPrefix: string | undefined;
  /** Whether estimates should look into the body for the caller's own limit. */
  readonly limitsTokens: boolean;
  /** Whether some backend knows a model by another name. */
  readonly renames: boolean;
  readonly estimator: CostEstimator;
  readonly retryBudget: RetryBudget;
  readonly #config: FacadeConfig;
  readonly #paths: readonly ((path: string) => boolean)[];
  readonly #everything: Route;
  readonly #routes = new Map<readonly SelectorConfig[], Route>();

  constructor(
    config: FacadeConfig,
    parts: {
      readonly endpoints: readonly Endpoint[];
      readonly balancer: Balancer;
      readonly estimator: CostEstimator;
      readonly limitsTokens: boolean;
    },
  ) {
    const { endpoints, balancer } = parts;
    this.name = config.name;
    this.endpoints = endpoints;
    this.balancer = balancer;
    this.failover = config.failover;
    this.stripPrefix = config.stripPrefix;
    this.limitsTokens = parts.limitsTokens;
    this.estimator = parts.estimator;
    this.renames = Object.keys(config.deployments).length > 0;
    this.retryBudget = new RetryBudget(config.failover.budget);
    this.#config = config;
    this.#paths = config.match.paths.map(compilePathPattern);
    this.#everything = routeOver(endpoints, []);
    balancer.onEndpoints?.(endpoints);
  }

  /** Whether it serves this request. `host` is the client's `Host` without port, lower case. */
  matches(request: RequestView, host: string): boolean {
    const { hosts, models } = this.#config.match;
    if (hosts.length > 0 && !hosts.includes(host)) return false;
    if (this.#paths.length > 0 && !this.#paths.some((matches) => matches(request.path))) return false;
    return models.length === 0 || (request.model !== undefined && models.includes(request.model));
  }

  /** Where a tier with these selectors may go. The same selectors give the same route. */
  route(selectors: readonly SelectorConfig[] | undefined): Route {
    if (selectors === undefined) return this.#everything;
    let route = this.#routes.get(selectors);
    if (route === undefined) {
      route = routeOver(this.endpoints, selectors);
      this.#routes.set(selectors, route);
    }
    return route;
  }

  /** The name that the endpoint's backend knows this model by, if it is another. That of `*` stands for every model without one. */
  deploymentAt(endpoint: string, model: string | undefined): string | undefined {
    if (model === undefined) return undefined;
    const name = this.#nameAt(endpoint, model) ?? this.#nameAt(endpoint, '*');
    return name === model ? undefined : name;
  }

  #nameAt(endpoint: string, model: string): string | undefined {
    const { deployments } = this.#config;
    return Object.hasOwn(deployments, model) ? deployments[model]?.[endpoint] : undefined;
  }
}

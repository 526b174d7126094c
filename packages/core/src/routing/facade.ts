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
  /** Beginning of the path that is removed before a request is sent; `undefined` removes nothing. */
  readonly stripPrefix: string | undefined;
  /** Whether an endpoint has a token quota: then estimates read the caller's limit from the body. */
  readonly limitsTokens: boolean;
  /** Whether the config renames models for some endpoint. */
  readonly renames: boolean;
  readonly estimator: CostEstimator;
  readonly retryBudget: RetryBudget;
  readonly #config: FacadeConfig;
  readonly #paths: readonly ((path: string) => boolean)[];
  readonly #wholeRoute: Route;
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
    this.#wholeRoute = routeOver(endpoints, []);
    balancer.onEndpoints?.(endpoints);
  }

  /** Whether the facade serves this request. `host`: the client's `Host` header without port, in lower case. */
  matches(request: RequestView, host: string): boolean {
    const { hosts, models } = this.#config.match;
    if (hosts.length > 0 && !hosts.includes(host)) return false;
    if (this.#paths.length > 0 && !this.#paths.some((matches) => matches(request.path))) return false;
    return models.length === 0 || (request.model !== undefined && models.includes(request.model));
  }

  /** The route of a tier with these selectors; over all endpoints if `undefined`. The same array gives the same object. */
  route(selectors: readonly SelectorConfig[] | undefined): Route {
    if (selectors === undefined) return this.#wholeRoute;
    let route = this.#routes.get(selectors);
    if (route === undefined) {
      route = routeOver(this.endpoints, selectors);
      this.#routes.set(selectors, route);
    }
    return route;
  }

  /** The endpoint's own name for `model`; `undefined` if it is the same. The name under `*` is for models that are not listed. */
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

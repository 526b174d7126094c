import type { Balancer, HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { FacadeConfig, FailoverConfig, SelectorConfig } from '../config.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { CheckedDialect } from './checked-dialect.ts';
import type { CostEstimator } from './cost-estimator.ts';
import { compilePathPattern } from './path-pattern.ts';
import type { RequestFacts } from './request-facts.ts';
import { RetryBudget } from './retry-budget.ts';
import type { Route } from './route.ts';
import { routeOver } from './route.ts';

/** A named group of endpoints with its balancer and failover settings. */
export class Facade {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
  readonly balancer: Balancer;
  /** The API of its callers and backends. */
  readonly dialect: CheckedDialect;
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
      readonly dialect: CheckedDialect;
      readonly estimator: CostEstimator;
      readonly limitsTokens: boolean;
    },
  ) {
    const { endpoints, balancer } = parts;
    this.name = config.name;
    this.endpoints = endpoints;
    this.balancer = balancer;
    this.dialect = parts.dialect;
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

  /** Whether it serves this request. `host` is that of `hostOf`. */
  matches(request: RequestFacts, host: string): boolean {
    if (!this.isAt(request.path, host)) return false;
    const { models } = this.#config.match;
    if (models.length === 0) return true;
    const model = request.modelIn(this.dialect);
    return model !== undefined && models.includes(model);
  }

  /** Whether it serves requests with this path and host, if their model matches too. */
  isAt(path: string, host: string): boolean {
    const { hosts } = this.#config.match;
    if (hosts.length > 0 && !hosts.includes(host)) return false;
    return this.#paths.length === 0 || this.#paths.some((matches) => matches(path));
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

/** The client's `Host` without port, lower case; empty if there is none. */
export function hostOf(headers: HeaderPairs): string {
  return (headerValue(headers, 'host') ?? '').replace(/:\d+$/, '').toLowerCase();
}

import { AdminRequests } from './admin/admin-requests.ts';
import { AdminGuard } from './admin/admin-guard.ts';
import type { AdminRoute } from './admin/admin-route.ts';
import { adminRoutes } from './admin/admin-routes.ts';
import type { MetricsText } from './admin/admin-routes.ts';
import { openApiRoute } from './admin/openapi-route.ts';
import { RouteTable } from './admin/route-table.ts';
import type { GatewayPort } from './gateway-port.ts';
import { Listener } from './listener/listener.ts';
import type { ListenerLimits, ListenerOptions } from './listener/listener.ts';

/** What the admin listener is made of. */
export interface AdminOptions extends Omit<ListenerOptions, 'acceptor' | 'probes' | 'limits'> {
  readonly gateway: GatewayPort;
  /** What operators show as bearer token. None or empty: only a loopback address may be listened on. */
  readonly token: string | undefined;
  /** What `GET /metrics` answers. None: 404. */
  readonly metrics?: MetricsText | undefined;
  /** What it answers to those who accept JSON. None: the same as to others. */
  readonly metricsReport?: (() => unknown) | undefined;
  /** Further routes; they come before those that are built in. */
  readonly routes?: readonly AdminRoute[] | undefined;
}

const limits: ListenerLimits = {
  bodyBytes: 1024 * 1024,
  headersBytes: 16 * 1024,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 30_000,
  stallMs: 60_000,
};

/**
 * Starts the listener that operators and dashboards talk to. Rejects with `LanewayError` `config_invalid` if it can't
 * listen, or if it would listen for others than this machine without a token.
 */
export async function startAdmin(parts: AdminOptions): Promise<Listener> {
  const { gateway, token, metrics, metricsReport, routes = [], ...listenerOptions } = parts;
  const guard = new AdminGuard(parts.listen.host, token);
  const served = [...routes, ...adminRoutes(gateway, { text: metrics, report: metricsReport })];
  const table = new RouteTable([...served, openApiRoute(served)]);
  const acceptor = new AdminRequests(guard, table, parts.log);
  return Listener.start({ ...listenerOptions, limits, acceptor });
}

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

/** Options of the admin listener. */
export interface AdminOptions extends Omit<ListenerOptions, 'acceptor' | 'probes' | 'limits'> {
  readonly gateway: GatewayPort;
  /** The bearer token of operators. Absent or empty: `host` must be a loopback address. */
  readonly token: string | undefined;
  /** Text that `GET /metrics` answers with. Absent: 404. */
  readonly metrics?: MetricsText | undefined;
  /** Value that `GET /metrics` answers with if the client accepts JSON. Absent: the text. */
  readonly metricsReport?: (() => unknown) | undefined;
  /** Further routes, matched before the built-in ones. */
  readonly routes?: readonly AdminRoute[] | undefined;
}

const limits: ListenerLimits = {
  bodyBytes: 1024 * 1024,
  bufferedBytes: 16 * 1024 * 1024,
  connections: 500,
  headersBytes: 16 * 1024,
  headersTimeoutMs: 15_000,
  bodyTimeoutMs: 30_000,
  stallMs: 60_000,
};

/**
 * Starts the listener for operators and dashboards. Rejects with `LanewayError` `config_invalid` if it cannot listen, or
 * if other machines could reach it without a token.
 */
export async function startAdmin(parts: AdminOptions): Promise<Listener> {
  const { gateway, token, metrics, metricsReport, routes = [], ...listenerOptions } = parts;
  const guard = new AdminGuard(parts.listen.host, token);
  const served = [...routes, ...adminRoutes(gateway, { text: metrics, report: metricsReport })];
  const table = new RouteTable([...served, openApiRoute(served)]);
  const acceptor = new AdminRequests(guard, table, parts.log);
  return Listener.start({ ...listenerOptions, limits, acceptor });
}

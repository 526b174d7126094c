export { startProxy } from './proxy.ts';
export type { ProxyOptions } from './proxy.ts';
export type { PathAlias } from './path-alias.ts';

export { startAdmin } from './admin.ts';
export type { AdminOptions } from './admin.ts';
export { adminRoutes } from './admin/admin-routes.ts';
export type { MetricsText } from './admin/admin-routes.ts';
export { AdminCall } from './admin/admin-route.ts';
export type { AdminMethod, AdminRoute, BodyShape, QueryField } from './admin/admin-route.ts';
export { AdminRefusal } from './admin/admin-refusal.ts';
export type { AdminProblem } from './admin/admin-refusal.ts';
export { facadeRoutes } from './admin/facade-routes.ts';
export type { FacadeCatalogue, FacadePresence, FacadeView, WrittenFacade } from './admin/facade-catalogue.ts';
export { reconfigRoute } from './admin/reconfig-route.ts';
export type { Reconfigurable } from './admin/reconfig-route.ts';

export { Listener } from './listener/listener.ts';
export type { ListenAddress, ListenerLimits, ListenerOptions } from './listener/listener.ts';
export type { IntakeLimits, TlsSettings } from './listener/http-server.ts';
export type { Acceptor, GatewayPort } from './gateway-port.ts';

export { jsonAnswer, textAnswer } from './listener/whole-answer.ts';
export type { WholeAnswer } from './listener/whole-answer.ts';
export { errorAnswer } from './listener/error-body.ts';
export type { ErrorBody } from './listener/error-body.ts';
export { faultOf, listenerFault } from './listener/fault.ts';
export type { Fault } from './listener/fault.ts';

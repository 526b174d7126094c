export { startProxy } from './proxy.ts';
export type { ProxyParts } from './proxy.ts';

export { startAdmin } from './admin.ts';
export type { AdminParts } from './admin.ts';
export { adminRoutes } from './admin/admin-routes.ts';
export type { MetricsText } from './admin/admin-routes.ts';
export { AdminCall } from './admin/admin-route.ts';
export type { AdminMethod, AdminRoute } from './admin/admin-route.ts';

export { Listener } from './listener/listener.ts';
export type { ListenAddress, ListenerLimits, ListenerParts } from './listener/listener.ts';
export type { IntakeLimits, TlsSettings } from './listener/http-server.ts';
export type { Acceptor, Engine } from './engine.ts';

export { jsonAnswer, textAnswer } from './listener/whole-answer.ts';
export type { WholeAnswer } from './listener/whole-answer.ts';
export { errorAnswer } from './listener/error-body.ts';
export type { ErrorBody } from './listener/error-body.ts';
export { faultOf, listenerFault } from './listener/fault.ts';
export type { Fault } from './listener/fault.ts';

import { jsonAnswer } from '../listener/whole-answer.ts';
import type { AdminRoute } from './admin-route.ts';
import { openApiDocument } from './openapi-document.ts';

/** Serves the OpenAPI document of `routes` and of itself. */
export function openApiRoute(others: readonly AdminRoute[]): AdminRoute {
  const route: AdminRoute = {
    method: 'GET',
    path: '/openapi.json',
    role: 'read',
    summary: "The admin API's description in OpenAPI 3.1.",
    handle: () => jsonAnswer(openApiDocument([...others, route])),
  };
  return route;
}

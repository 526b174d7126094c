import { jsonAnswer } from './answer.ts';
import type { Answer } from './answer.ts';

/** The members of an error body. Azure's own errors (401, 404, 429) have no `type` and `param`. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly type?: string;
  readonly param?: string;
}

export function errorAnswer(status: number, error: ErrorBody): Answer {
  return { ...jsonAnswer({ error }), status };
}

export function unauthorized(): Answer {
  return errorAnswer(401, {
    code: '401',
    message: 'Access denied: the subscription key or token is missing, wrong, or meant for another endpoint.',
  });
}

export function deploymentNotFound(name: string): Answer {
  return errorAnswer(404, {
    code: 'DeploymentNotFound',
    message: `There is no deployment called ${name} on this resource. A new one can take minutes to appear.`,
  });
}

export function resourceNotFound(): Answer {
  return errorAnswer(404, { code: '404', message: 'Resource not found' });
}

export function invalidRequest(message: string, param?: string): Answer {
  const error: ErrorBody = { code: 'invalid_request', type: 'invalid_request_error', message };
  return errorAnswer(400, param === undefined ? error : { ...error, param });
}

/** The 404 of an unknown id. */
export function objectNotFound(kind: string, id: string): Answer {
  return errorAnswer(404, {
    code: 'not_found',
    type: 'invalid_request_error',
    message: `${kind} with id '${id}' not found.`,
  });
}

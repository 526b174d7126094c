import type { Attempt, Credential, HeaderPairs, RequestView, TraceContext } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';
import { backendPath } from '../routing/backend-path.ts';
import type { RequestFacts } from '../routing/request-facts.ts';
import { forwardHeaders, mergeHeaders } from './headers.ts';
import { traceparentOf } from './trace-ids.ts';

/** What is sent to an endpoint beside the request. */
export interface OutgoingOptions {
  /** Prefix of the path that is removed. */
  readonly stripPrefix: string | undefined;
  /** The backend's name of the model, if it differs from the client's. */
  readonly deployment: string | undefined;
  readonly credential: Credential | undefined;
  /** Header lines of the profile. */
  readonly injected: HeaderPairs;
  /** Span of the attempt, if traces are on. */
  readonly trace: TraceContext | undefined;
}

/**
 * What is sent to one endpoint: the request as it came, without what is for the gateway only, with what the endpoint needs.
 * `undefined` if its model could not be renamed.
 */
export function outgoing(
  request: RequestFacts,
  endpoint: Endpoint,
  options: OutgoingOptions,
): Attempt | undefined {
  const { credential, deployment, stripPrefix } = options;
  const withoutPrefix = backendPath(request.path, stripPrefix);
  const renamed =
    deployment === undefined
      ? { path: withoutPrefix, query: request.query, body: request.body }
      : request.renamed(withoutPrefix, deployment);
  if (renamed === undefined) return undefined;
  const { path, body } = renamed;
  let { query } = renamed;
  if (credential !== undefined && query !== '') query = withoutParameters(query, credential.replaces);
  return {
    endpoint,
    method: request.method,
    target: endpoint.basePath + path + query,
    headers: outgoingHeaders(request, options),
    body,
    upgrade: request.upgrade,
  };
}

const nothing: ReadonlySet<string> = new Set();

function outgoingHeaders(
  request: RequestView,
  { credential, injected, trace }: OutgoingOptions,
): HeaderPairs {
  const replaced = credential === undefined ? nothing : new Set(credential.replaces);
  let headers = forwardHeaders(request.headers, replaced);
  if (injected.length > 0) headers = mergeHeaders(headers, injected);
  if (credential !== undefined) headers = mergeHeaders(headers, credential.headers);
  if (trace !== undefined) headers = mergeHeaders(headers, ['traceparent', traceparentOf(trace)]);
  const named = headerValue(headers, 'x-request-id');
  if (named === undefined) headers.push('x-request-id', request.id);
  return named === undefined || named === request.id
    ? headers
    : mergeHeaders(headers, ['x-request-id', request.id]);
}

/** The query, with its `?`, without the parameters of these names (lower case). All others stay as they were written. */
function withoutParameters(query: string, names: readonly string[]): string {
  const parameters = query.slice(1).split('&');
  const kept = parameters.filter((parameter) => !names.includes(parameterName(parameter)));
  if (kept.length === parameters.length) return query;
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function parameterName(parameter: string): string {
  const equals = parameter.indexOf('=');
  const written = equals === -1 ? parameter : parameter.slice(0, equals);
  try {
    return decodeURIComponent(written).toLowerCase();
  } catch {
    return written.toLowerCase();
  }
}

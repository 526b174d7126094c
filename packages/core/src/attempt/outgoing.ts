import type { Attempt, Credential, HeaderPairs, RequestView, TraceContext } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { Endpoint } from '../endpoints/endpoint.ts';
import { backendPath } from '../routing/backend-path.ts';
import type { RequestFacts } from '../routing/request-facts.ts';
import { forwardHeaders, mergeHeaders } from './headers.ts';
import { traceparentOf } from './trace-ids.ts';

/** What an endpoint needs beside the request. */
export interface OutgoingParts {
  /** Beginning of the path that backends don't see. */
  readonly stripPrefix: string | undefined;
  /** The name that this backend knows the model by, if it is another. */
  readonly deployment: string | undefined;
  readonly credential: Credential | undefined;
  /** Header lines of the profile. */
  readonly injected: HeaderPairs;
  /** Span of the attempt, if traces are on. */
  readonly trace: TraceContext | undefined;
}

/**
 * What goes to one endpoint: the request as it came, less what is not the backend's business, plus what the endpoint needs.
 * `undefined` if its model could not be renamed.
 */
export function outgoing(
  request: RequestFacts,
  endpoint: Endpoint,
  parts: OutgoingParts,
): Attempt | undefined {
  const { credential, deployment, stripPrefix } = parts;
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
    headers: outgoingHeaders(request, parts),
    body,
    upgrade: request.upgrade,
  };
}

const nothing: ReadonlySet<string> = new Set();

function outgoingHeaders(request: RequestView, { credential, injected, trace }: OutgoingParts): HeaderPairs {
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

/** The query (with its `?`) without the parameters of these names (lower case), all others as they were written. */
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

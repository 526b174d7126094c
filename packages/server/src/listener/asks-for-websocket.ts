import type { IncomingMessage } from 'node:http';

import { headerValue, headerValues } from '@laneway/contracts';

/** Whether a request asks for WebSocket and nothing else, and has no body. Source: RFC 9110, 7.8; RFC 6455, 4.1. */
export function asksForWebSocket({ method, httpVersionMinor, rawHeaders }: IncomingMessage): boolean {
  if (method !== 'GET' || httpVersionMinor !== 1) return false;
  const protocols = headerValues(rawHeaders, 'upgrade');
  if (protocols.length !== 1 || protocols[0]?.toLowerCase() !== 'websocket') return false;
  const hasBody =
    headerValue(rawHeaders, 'transfer-encoding') !== undefined ||
    (headerValue(rawHeaders, 'content-length') ?? '0') !== '0';
  return !hasBody;
}

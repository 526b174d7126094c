import type { IncomingMessage } from 'node:http';

import { headerValue } from '@laneway/contracts';

/**
 * Whether a request asks to switch to WebSocket. A wish for any other protocol, or one that comes with a body, is
 * ignored, as HTTP allows. Source: RFC 9110, 7.8; RFC 6455, 4.1.
 */
export function asksForWebSocket({ method, httpVersionMinor, rawHeaders }: IncomingMessage): boolean {
  if (method !== 'GET' || httpVersionMinor !== 1) return false;
  if (headerValue(rawHeaders, 'upgrade')?.toLowerCase() !== 'websocket') return false;
  const hasBody =
    headerValue(rawHeaders, 'transfer-encoding') !== undefined ||
    (headerValue(rawHeaders, 'content-length') ?? '0') !== '0';
  return !hasBody;
}

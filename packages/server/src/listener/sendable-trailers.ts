import type { HeaderPairs } from '@laneway/contracts';

/** Fields that frame, route or describe a message, or are about credentials. Source: RFC 9110, 6.5.1. */
const forbidden = new Set([
  'age',
  'authorization',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'date',
  'expect',
  'expires',
  'host',
  'keep-alive',
  'location',
  'max-forwards',
  'pragma',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'retry-after',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'vary',
  'www-authenticate',
]);

/** The trailers without those that HTTP forbids there: a client could take them for headers. */
export function sendableTrailers(trailers: HeaderPairs): HeaderPairs {
  return trailers.filter((_, index) => !forbidden.has(trailers[index - (index % 2)]?.toLowerCase() ?? ''));
}

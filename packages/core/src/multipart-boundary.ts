import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

/** What separates the parts of a `multipart/form-data` body; `undefined` if it is something else. Source: RFC 7578. */
export function multipartBoundary(headers: HeaderPairs): string | undefined {
  const type = headerValue(headers, 'content-type');
  if (type === undefined || !/^\s*multipart\/form-data\s*;/i.test(type)) return undefined;
  return /;\s*boundary="?([^";]+)"?/i.exec(type)?.[1];
}

import { headerValue } from '@laneway/contracts';
import type { HeaderPairs } from '@laneway/contracts';

/**
 * The `content-encoding` of an answer in lower case; `identity` if it has none.
 * Source: https://www.rfc-editor.org/rfc/rfc9110#name-content-encoding
 */
export function contentCoding(headers: HeaderPairs): string {
  return headerValue(headers, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
}

/** Whether content of this coding (lower case) is not compressed. */
export function isPlain(coding: string): boolean {
  return coding === 'identity' || coding === '';
}

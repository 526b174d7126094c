import type { HeaderPairs } from '@laneway/contracts';
import { isHeader } from '@laneway/contracts';

/** The header lines without those of this name (lower case). */
export function withoutHeader(headers: HeaderPairs, name: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const written = headers[index] ?? '';
    if (!isHeader(written, name)) kept.push(written, headers[index + 1] ?? '');
  }
  return kept;
}

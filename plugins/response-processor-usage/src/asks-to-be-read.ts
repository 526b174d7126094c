import { headerValue } from '@laneway/contracts';
import type { ResponseHead } from '@laneway/contracts';

/** What SimpleL7Proxy calls its processors that look for usage, in lower case and without suffix. This one reads what any of them reads. */
const readers = new Set(['openai', 'allusage', 'allusage-2', 'multilineallusage']);

/** Whether an answer asks for its usage to be read, by naming one of SimpleL7Proxy's processors in `header`. Only a 200 does. */
export function asksToBeRead({ status, headers }: ResponseHead, header: string): boolean {
  const name = headerValue(headers, header.toLowerCase())?.trim().toLowerCase();
  return status === 200 && name !== undefined && readers.has(name.replace(/(?:processor|parser)$/, ''));
}

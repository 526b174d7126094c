import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

/** Whether the headers announce server-sent events without a content coding. */
export function isEventStream(headers: HeaderPairs): boolean {
  const type = headerValue(headers, 'content-type');
  if (type === undefined || !/^\s*text\/event-stream/i.test(type)) return false;
  const encoding = headerValue(headers, 'content-encoding');
  return encoding === undefined || encoding.trim().toLowerCase() === 'identity';
}

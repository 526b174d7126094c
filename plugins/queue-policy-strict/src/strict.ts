import type { QueuePolicy } from '@laneway/contracts';

/** The best rank first, always: a lower lane is served when no better one can use the slot. */
export function strict(): QueuePolicy {
  // Contenders come best rank first.
  return { next: () => 0 };
}

import type { QueuePolicy } from '@laneway/contracts';

/** The best-ranked lane is served first, always. */
export function strictOrder(): QueuePolicy {
  // Contenders come best rank first.
  return { next: () => 0 };
}

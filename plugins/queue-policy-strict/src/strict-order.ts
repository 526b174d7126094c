import type { QueuePolicy } from '@laneway/contracts';

/** The best-ranked lane is always served first. */
export function strictOrder(): QueuePolicy {
  // The contract lists contenders best-ranked first.
  return { next: () => 0 };
}

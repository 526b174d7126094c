import type { Capacity } from './demand.ts';
import { paygCapacity } from './payg-capacity.ts';
import type { PaygSettings } from './payg-capacity.ts';
import { ptuCapacity } from './ptu-capacity.ts';
import type { PtuSettings } from './ptu-capacity.ts';
import { slotCapacity } from './slot-capacity.ts';

/** The limits of a deployment. Without limits it admits every request. */
export type CapacitySettings =
  | ({ readonly kind: 'payg' } & PaygSettings)
  | ({ readonly kind: 'ptu' } & PtuSettings)
  /** A limit of concurrent requests. `retryAfterMs` is the wait that a refused request gets. @default 1_000 */
  | { readonly kind: 'concurrency'; readonly slots: number; readonly retryAfterMs?: number };

export function capacityOf(settings: CapacitySettings | undefined, nowMs: number): Capacity {
  switch (settings?.kind) {
    case 'payg':
      return paygCapacity(settings, nowMs);
    case 'ptu':
      return ptuCapacity(settings, nowMs);
    case 'concurrency':
      return slotCapacity({ retryAfterMs: 1_000, ...settings }, nowMs);
    default:
      return slotCapacity({ slots: Number.POSITIVE_INFINITY, retryAfterMs: 0 }, nowMs);
  }
}

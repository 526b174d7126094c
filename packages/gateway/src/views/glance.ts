import type { StateSnapshot } from '@laneway/core';

import type { AdminClient } from '../admin/admin-client.ts';
import { CommandFailure } from '../process/command-failure.ts';
import type { TierSnapshot } from '../tier-tally.ts';

/** A gateway as seen at one moment. */
export interface Glance {
  /** Wall clock, milliseconds. */
  readonly atMs: number;
  readonly state: StateSnapshot;
  readonly tiers: readonly TierSnapshot[];
}

/** Looks at a gateway through its admin API. */
export async function glance(client: AdminClient): Promise<Glance> {
  const [state, tiers] = await Promise.all([
    client.get<StateSnapshot>('/state'),
    client.get<readonly TierSnapshot[]>('/tiers'),
  ]);
  if (state === undefined) throw new CommandFailure('what answers there is no admin listener of a gateway');
  return { atMs: Date.now(), state, tiers: tiers ?? [] };
}

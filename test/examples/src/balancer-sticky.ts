import { createHash } from 'node:crypto';
import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

/**
 * Sends the requests of one profile to the same endpoint while that has room, so that its prompt cache is used.
 * Source: Thaler and Ravishankar, Using Name-Based Mappings to Increase Hit Rates, 1998 (rendezvous hashing).
 */
export default definePlugin({
  kind: 'balancer',
  name: 'sticky',
  contract: 1,
  options: z.strictObject({}),
  create: () => ({
    pick: (candidates, { profile = '' }) =>
      candidates.reduce((best, other) =>
        score(profile, other.name) > score(profile, best.name) ? other : best,
      ),
  }),
});

function score(profile: string, endpoint: string): number {
  return createHash('sha1').update(`${profile}\n${endpoint}`).digest().readUInt32BE();
}

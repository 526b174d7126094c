import type { Balancer, EndpointView } from '@laneway/contracts';

/** Takes turns: of the candidates, the one that was picked longest ago, so that one which was away isn't made up for. */
export function roundRobin(): Balancer {
  const pickedAt = new Map<string, number>();
  let picks = 0;
  return {
    pick(candidates) {
      const chosen = longestAgo(candidates, pickedAt);
      picks += 1;
      pickedAt.set(chosen.name, picks);
      return chosen;
    },
    onEndpoints(endpoints) {
      const names = new Set(endpoints.map(({ name }) => name));
      for (const name of pickedAt.keys()) if (!names.has(name)) pickedAt.delete(name);
    },
  };
}

function longestAgo(candidates: readonly EndpointView[], pickedAt: ReadonlyMap<string, number>): EndpointView {
  let [best] = candidates;
  if (best === undefined) throw new RangeError('candidates are never empty');
  for (const candidate of candidates) {
    if ((pickedAt.get(candidate.name) ?? 0) < (pickedAt.get(best.name) ?? 0)) best = candidate;
  }
  return best;
}

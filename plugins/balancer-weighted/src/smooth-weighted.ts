import type { Balancer } from '@laneway/contracts';

/**
 * Smooth weighted round robin: with weights 5, 1, 1 the order is a a b a c a a, not five times a and then the others.
 * Each pick adds to every candidate's credit its weight, and takes the sum of all weights from the one picked.
 * Source of the method: https://nginx.org/en/docs/http/load_balancing.html#nginx_weighted_load_balancing
 */
export function smoothWeighted(): Balancer {
  const credits = new Map<string, number>();
  return {
    pick(candidates) {
      let total = 0;
      let picked = candidates[0]!;
      for (const candidate of candidates) {
        total += candidate.weight;
        credits.set(candidate.name, credit(candidate.name) + candidate.weight);
        if (credit(candidate.name) > credit(picked.name)) picked = candidate;
      }
      credits.set(picked.name, credit(picked.name) - total);
      return picked;
    },
    onEndpoints(endpoints) {
      const names = new Set(endpoints.map(({ name }) => name));
      for (const name of credits.keys()) if (!names.has(name)) credits.delete(name);
    },
  };

  function credit(name: string): number {
    return credits.get(name) ?? 0;
  }
}

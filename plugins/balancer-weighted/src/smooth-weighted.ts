import type { Balancer } from '@laneway/contracts';

/**
 * Smooth weighted round robin: with weights 5, 1, 1 the order is a a b a c a a, never five in a row and then the rest.
 * Each pick credits every candidate with its weight and debits the one picked with the sum of all.
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

import type { Balancer } from '@laneway/contracts';

/**
 * Picks the candidate whose last turn is the longest ago. Unlike a running index this stays fair while endpoints come and
 * go: an endpoint that was away for an hour gets the next request, and then waits for its turn like the others.
 */
export function roundRobin(): Balancer {
  const turns = new Map<string, number>();
  let turn = 0;
  return {
    pick(candidates) {
      const picked = candidates.reduce((best, other) =>
        lastTurn(other.name) < lastTurn(best.name) ? other : best,
      );
      turns.set(picked.name, (turn += 1));
      return picked;
    },
    onEndpoints(endpoints) {
      const names = new Set(endpoints.map(({ name }) => name));
      for (const name of turns.keys()) if (!names.has(name)) turns.delete(name);
    },
  };

  function lastTurn(name: string): number {
    return turns.get(name) ?? 0;
  }
}

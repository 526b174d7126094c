import type { Balancer, EndpointView } from '@laneway/contracts';

// Up to this many, comparing all costs no more than random draws, and finds the best for certain.
const scannedAtMost = 8;

/**
 * Picks the candidate with the fewest requests in flight per weight. Up to eight candidates are all compared; among more,
 * `choices` (at least 2) are drawn at random and compared, which is close to the best of all at a constant cost. Equally
 * loaded candidates take turns. `random` returns a number from 0 up to, not including, 1.
 * Source: Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001.
 */
export function leastConnections(choices: number, random: () => number): Balancer {
  let next = 0;
  return {
    pick(candidates) {
      const picked =
        candidates.length <= scannedAtMost ? leastFrom(candidates, next) : leastDrawn(candidates);
      next = candidates.indexOf(picked) + 1;
      return picked;
    },
  };

  function leastDrawn(candidates: readonly EndpointView[]): EndpointView {
    const draws = Array.from(
      { length: choices },
      () => candidates[Math.floor(random() * candidates.length)]!,
    );
    return draws.reduce(lessLoaded);
  }
}

// Starts after the last one picked, so that equals take turns.
function leastFrom(candidates: readonly EndpointView[], start: number): EndpointView {
  const from = start % candidates.length;
  return [...candidates.slice(from), ...candidates.slice(0, from)].reduce(lessLoaded);
}

function lessLoaded(best: EndpointView, other: EndpointView): EndpointView {
  return loadOf(other) < loadOf(best) ? other : best;
}

function loadOf({ inFlight, weight }: EndpointView): number {
  return inFlight / weight;
}

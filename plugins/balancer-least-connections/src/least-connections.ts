import type { Balancer, EndpointView } from '@laneway/contracts';

// Up to here looking at all costs no more than drawing lots, and finds the best for certain.
const scannedAtMost = 8;

/**
 * Picks the candidate with the fewest requests in flight per unit of weight. Up to eight candidates are all looked at;
 * of more, `choices` are drawn at random (at least 2) and the best of those is picked, which comes close to the best of
 * all and costs the same however many there are. Equally loaded candidates take turns.
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

// Beginning after the last one picked is what makes equals take turns.
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

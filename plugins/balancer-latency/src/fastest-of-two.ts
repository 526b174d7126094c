import type { AttemptReport, Balancer, Clock, EndpointView } from '@laneway/contracts';

import { PeakEwma } from './peak-ewma.ts';

/** What an attempt without an answer is taken to have lasted, at least: failing fast must not look like being fast. */
const failureMs = 5_000;

/** Of two endpoints drawn at random, the one whose time to first byte times its queue is less, for its weight. */
export function fastestOfTwo(decayMs: number, { clock, random }: { readonly clock: Clock; readonly random: () => number }): Balancer {
  const averages = new Map<string, PeakEwma>();
  const cost = ({ name, inFlight, weight }: EndpointView) => ((averages.get(name)?.valueMs ?? 0) * (inFlight + 1)) / weight;
  return {
    pick(candidates) {
      const [one, other] = drawTwo(candidates, random);
      return cost(other) < cost(one) ? other : one;
    },
    onAttemptEnd({ name }, report) {
      const seenMs = observed(report);
      if (seenMs === undefined) return;
      let average = averages.get(name);
      if (average === undefined) averages.set(name, (average = new PeakEwma(decayMs)));
      average.observe(seenMs, clock.nowMs());
    },
    onEndpoints(endpoints) {
      const names = new Set(endpoints.map(({ name }) => name));
      for (const name of averages.keys()) if (!names.has(name)) averages.delete(name);
    },
  };
}

// A throttle or a client that left says nothing of how fast the endpoint is.
function observed({ outcome, firstByteMs, durationMs }: AttemptReport): number | undefined {
  if (outcome.kind === 'failed') return Math.max(failureMs, durationMs);
  return outcome.kind === 'success' ? firstByteMs : undefined;
}

function drawTwo(candidates: readonly EndpointView[], random: () => number): readonly [EndpointView, EndpointView] {
  const first = Math.floor(random() * candidates.length);
  // One step around the circle at least, so that the two are never the same if there are two.
  const step = 1 + Math.floor(random() * Math.max(0, candidates.length - 1));
  const one = candidates[first];
  const other = candidates[(first + step) % candidates.length];
  if (one === undefined || other === undefined) throw new RangeError('candidates are never empty');
  return [one, other];
}

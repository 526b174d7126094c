import type { AttemptReport, Balancer, Clock, EndpointView } from '@laneway/contracts';

import { PeakEwma } from './peak-ewma.ts';

/** What the balancer goes by. */
export interface LatencyParts {
  readonly clock: Clock;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** How fast old measurements fade, in milliseconds. Greater than 0. */
  readonly decayMs: number;
}

// A failure says nothing of the time that an answer takes, but it must not make an endpoint look fast: it counts as an
// answer that took a second, or twice as long as believed.
const failureMs = 1_000;

/**
 * Of two candidates drawn at random, the one that will answer sooner: time to first byte times the requests that are in
 * the way, per unit of weight. An idle endpoint that was never measured is tried first; while that first try runs it counts as no faster
 * than its rival, so that an unknown endpoint is not flooded.
 */
export function lowestLatency({ clock, random, decayMs }: LatencyParts): Balancer {
  const averages = new Map<string, PeakEwma>();
  return {
    pick(candidates) {
      const [one, two] = drawTwo(candidates, random);
      return isFaster(two, one) ? two : one;
    },
    onAttemptEnd(endpoint, report) {
      const average = averages.get(endpoint.name);
      const sampleMs = sampleOf(report, average?.at(clock.nowMs()));
      if (sampleMs === undefined) return;
      if (average === undefined) averages.set(endpoint.name, new PeakEwma(sampleMs, clock.nowMs(), decayMs));
      else average.add(sampleMs, clock.nowMs());
    },
    onEndpoints(endpoints) {
      const names = new Set(endpoints.map(({ name }) => name));
      for (const name of averages.keys()) if (!names.has(name)) averages.delete(name);
    },
  };

  function isFaster(challenger: EndpointView, other: EndpointView): boolean {
    const [challengerMs, otherMs] = [believedMs(challenger), believedMs(other)];
    if (challengerMs === undefined && otherMs === undefined) return isNearer(challenger, other);
    const unknownMs = challengerMs ?? otherMs ?? 1;
    return waitFor(challenger, challengerMs, unknownMs) < waitFor(other, otherMs, unknownMs);
  }

  function believedMs({ name }: EndpointView): number | undefined {
    return averages.get(name)?.at(clock.nowMs());
  }
}

/** Of two that were never measured here: by what is known of them elsewhere, from probes at least. */
function isNearer(challenger: EndpointView, other: EndpointView): boolean {
  const [challengerMs, otherMs] = [challenger, other].map(({ firstByteMs }) => firstByteMs || undefined);
  return waitFor(challenger, challengerMs, 1) < waitFor(other, otherMs, 1);
}

function waitFor(
  { inFlight, weight }: EndpointView,
  believedMs: number | undefined,
  unknownMs: number,
): number {
  if (believedMs === undefined && inFlight === 0) return 0;
  return ((believedMs ?? unknownMs) * (inFlight + 1)) / weight;
}

function drawTwo(candidates: readonly EndpointView[], random: () => number): [EndpointView, EndpointView] {
  const first = Math.floor(random() * candidates.length);
  const step = 1 + Math.floor(random() * (candidates.length - 1));
  return [candidates[first]!, candidates[(first + step) % candidates.length]!];
}

/** What an attempt says of the time to first byte in milliseconds; `undefined` if nothing. */
function sampleOf({ outcome, firstByteMs, durationMs }: AttemptReport, believedMs = 0): number | undefined {
  switch (outcome.kind) {
    case 'success':
      return firstByteMs;
    case 'failed':
      return Math.max(durationMs, failureMs, 2 * believedMs);
    case 'cancelled':
      // Nothing came until the client left: it would have taken at least that long.
      return firstByteMs ?? (durationMs > believedMs ? durationMs : undefined);
    case 'declined':
    case 'throttled':
      // Answered without asking the model: quick, and no measure of it.
      return undefined;
    default:
      return outcome satisfies never;
  }
}

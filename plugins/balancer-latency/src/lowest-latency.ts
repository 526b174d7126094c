import type { AttemptReport, Balancer, Clock, EndpointView } from '@laneway/contracts';

import { PeakEwma } from './peak-ewma.ts';

/** Settings and dependencies of the balancer. */
export interface LatencyOptions {
  readonly clock: Clock;
  /** A random number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** Decay time of the moving average, in milliseconds. Greater than 0. */
  readonly decayMs: number;
}

// A failure does not measure latency, but an endpoint that fails fast must not look fast: a failure counts as an answer
// that took a second, or twice the average.
const failureMs = 1_000;

/**
 * Picks the better of two random candidates by expected wait: average time to first byte, times requests in flight
 * including this one, divided by weight. An idle endpoint that was never measured is tried first; until that request is
 * answered the endpoint counts as no faster than the other one, so that it is not flooded.
 */
export function lowestLatency({ clock, random, decayMs }: LatencyOptions): Balancer {
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
    const [challengerMs, otherMs] = [averageMs(challenger), averageMs(other)];
    if (challengerMs === undefined && otherMs === undefined) return isNearer(challenger, other);
    const unknownMs = challengerMs ?? otherMs ?? 1;
    return waitFor(challenger, challengerMs, unknownMs) < waitFor(other, otherMs, unknownMs);
  }

  function averageMs({ name }: EndpointView): number | undefined {
    return averages.get(name)?.at(clock.nowMs());
  }
}

/** Compares two endpoints that were never measured here by what the gateway knows of them, from probes at least. */
function isNearer(challenger: EndpointView, other: EndpointView): boolean {
  const [challengerMs, otherMs] = [challenger, other].map(({ firstByteMs }) => firstByteMs || undefined);
  return waitFor(challenger, challengerMs, 1) < waitFor(other, otherMs, 1);
}

function waitFor(
  { inFlight, weight }: EndpointView,
  averageMs: number | undefined,
  unknownMs: number,
): number {
  if (averageMs === undefined && inFlight === 0) return 0;
  return ((averageMs ?? unknownMs) * (inFlight + 1)) / weight;
}

function drawTwo(candidates: readonly EndpointView[], random: () => number): [EndpointView, EndpointView] {
  const first = Math.floor(random() * candidates.length);
  const step = 1 + Math.floor(random() * (candidates.length - 1));
  return [candidates[first]!, candidates[(first + step) % candidates.length]!];
}

/** The sample of the time to first byte that an attempt gives, in milliseconds; `undefined` if it gives none. */
function sampleOf({ outcome, firstByteMs, durationMs }: AttemptReport, averageMs = 0): number | undefined {
  switch (outcome.kind) {
    case 'success':
      return firstByteMs;
    case 'failed':
      return Math.max(durationMs, failureMs, 2 * averageMs);
    case 'cancelled':
      // The client left before the first byte, which would have taken at least that long.
      return firstByteMs ?? (durationMs > averageMs ? durationMs : undefined);
    case 'declined':
    case 'throttled':
      // Answered quickly without asking the model.
      return undefined;
    default:
      return outcome satisfies never;
  }
}

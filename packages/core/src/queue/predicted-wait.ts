import type { Lane } from './lane.ts';
import type { Route } from '../routing/route.ts';

/**
 * How long a ticket that joined `lane` now would wait, in milliseconds; `undefined` if nothing is known.
 * It is the number of tickets ahead divided by their recent rate of dispatch, and at least the time until an endpoint of
 * `route` can serve again.
 */
export function predictedWaitMs(
  lanes: readonly Lane[],
  lane: Lane,
  route: Route | undefined,
  nowMs: number,
): number | undefined {
  const resumeMs = route === undefined ? 0 : resumeDelayMs(route, nowMs);
  const own = lane.drainRate.perSecond(nowMs);
  if (lane.depth > 0 && own > 0) return Math.max(resumeMs, (1_000 * (lane.depth + 1)) / own);
  let ahead = 1;
  let rate = 0;
  for (const other of lanes) {
    rate += other.drainRate.perSecond(nowMs);
    if (other.rank <= lane.rank) ahead += other.depth;
  }
  if (rate > 0) return Math.max(resumeMs, (1_000 * ahead) / rate);
  return resumeMs > 0 ? resumeMs : undefined;
}

// 0 if an endpoint of the route has no known time of return: it is only busy, and may have room at any moment.
function resumeDelayMs(route: Route, nowMs: number): number {
  let earliest = Infinity;
  for (const endpoint of route.endpoints()) earliest = Math.min(earliest, endpoint.resumesAtMs() ?? 0);
  return Number.isFinite(earliest) ? Math.max(0, earliest - nowMs) : 0;
}

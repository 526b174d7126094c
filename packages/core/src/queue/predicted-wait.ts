import type { Lane } from './lane.ts';
import type { Route } from '../routing/route.ts';

/**
 * How long a ticket that joined `lane` now would wait, in milliseconds; `undefined` while nothing is known.
 * What waits ahead of it divided by how fast it has been leaving of late, and not before a backend can serve at all.
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

// 0 if any endpoint of the route is only busy: it may be free at any moment.
function resumeDelayMs(route: Route, nowMs: number): number {
  let earliest = Infinity;
  for (const endpoint of route.endpoints()) earliest = Math.min(earliest, endpoint.resumesAtMs() ?? 0);
  return Number.isFinite(earliest) ? Math.max(0, earliest - nowMs) : 0;
}

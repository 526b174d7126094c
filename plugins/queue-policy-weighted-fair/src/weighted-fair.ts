import type { LaneView, QueuePolicy } from '@laneway/contracts';

/**
 * Serves lanes in proportion to their weights, counted in tokens: start-time fair queueing over lanes.
 * Source: Goyal, Vin, Cheng, "Start-time Fair Queueing", SIGCOMM 1996.
 */
export function weightedFair(): QueuePolicy {
  /** By lane: the virtual time at which its next request starts. */
  const starts = new Map<string, number>();
  let virtualTime = 0;
  const startOf = ({ name }: LaneView) => starts.get(name) ?? 0;
  return {
    next(contenders) {
      let best = 0;
      let earliest = Infinity;
      for (const [index, { lane }] of contenders.entries()) {
        const start = startOf(lane);
        if (start >= earliest) continue;
        best = index;
        earliest = start;
      }
      return best;
    },
    // Idle time is not credit: a lane that comes back starts where the others are.
    onWaiting(lane) {
      starts.set(lane.name, Math.max(startOf(lane), virtualTime));
    },
    onDispatch(lane, cost) {
      const start = Math.max(startOf(lane), lane.depth > 0 ? 0 : virtualTime);
      virtualTime = Math.max(virtualTime, start);
      starts.set(lane.name, start + cost / lane.weight);
    },
    onSettle(lane, estimated, actual) {
      starts.set(lane.name, startOf(lane) + (actual - estimated) / lane.weight);
    },
  };
}

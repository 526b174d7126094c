import type { LaneView, QueuePolicy } from '@laneway/contracts';

/**
 * Start-time fair queueing: every lane has a start tag, the tokens it has been served per unit of weight, and the lane
 * with the lowest is next; of equals, the better-ranked. Virtual time is the highest start tag served so far. A lane
 * that begins to wait is lifted to it, so that the time it had nothing to ask for is no credit.
 * Source: Goyal, Vin and Cheng, Start-time Fair Queuing, 1996.
 */
export function fairShares(): QueuePolicy {
  const startTags = new Map<string, number>();
  let virtualTime = 0;
  return {
    next(contenders) {
      const tags = contenders.map(({ lane }) => tagOf(lane));
      return tags.indexOf(Math.min(...tags));
    },
    onWaiting: (lane) => lift(lane),
    onDispatch(lane, cost) {
      virtualTime = Math.max(virtualTime, tagOf(lane));
      charge(lane, charged(cost));
    },
    onSettle: (lane, estimated, actual) => charge(lane, charged(actual) - charged(estimated)),
  };

  function tagOf({ name }: LaneView): number {
    return startTags.get(name) ?? virtualTime;
  }

  function lift(lane: LaneView): void {
    startTags.set(lane.name, Math.max(tagOf(lane), virtualTime));
  }

  function charge(lane: LaneView, tokens: number): void {
    startTags.set(lane.name, tagOf(lane) + tokens / lane.weight);
  }
}

// A request that costs nothing still takes a slot: free ones would let a lane go first for ever.
function charged(tokens: number): number {
  return Math.max(1, tokens);
}

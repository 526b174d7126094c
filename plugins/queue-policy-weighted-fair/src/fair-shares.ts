import type { LaneView, QueuePolicy } from '@laneway/contracts';

/**
 * Start-time fair queueing between lanes: the lane with the lowest start tag is next; of equal tags, the better-ranked. A
 * start tag is the number of tokens that the lane has been served, divided by its weight. Virtual time is the highest start
 * tag that was dispatched; a lane that begins to wait starts at least there, so idle time earns no credit.
 * Source: Goyal, Vin and Cheng, "Start-time Fair Queuing", 1996.
 */
export function fairShares(): QueuePolicy {
  const startTags = new Map<string, number>();
  let virtualTime = 0;
  return {
    next(contenders) {
      const tags = contenders.map(({ lane }) => startTagOf(lane));
      return tags.indexOf(Math.min(...tags));
    },
    onWaiting: (lane) => join(lane),
    onDispatch(lane, cost) {
      virtualTime = Math.max(virtualTime, startTagOf(lane));
      charge(lane, price(cost));
    },
    onSettle: (lane, estimated, actual) => charge(lane, price(actual) - price(estimated)),
  };

  function startTagOf({ name }: LaneView): number {
    return startTags.get(name) ?? virtualTime;
  }

  function join(lane: LaneView): void {
    startTags.set(lane.name, Math.max(startTagOf(lane), virtualTime));
  }

  function charge(lane: LaneView, tokens: number): void {
    startTags.set(lane.name, startTagOf(lane) + tokens / lane.weight);
  }
}

// A request of 0 tokens still takes a slot. If it were free, its lane could stay first forever.
function price(tokens: number): number {
  return Math.max(1, tokens);
}

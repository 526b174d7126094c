import type { Capacity, Demand } from './demand.ts';
import { assumedTokens } from './demand.ts';
import { slotCapacity } from './slot-capacity.ts';

/** Provisioned throughput: a leaky bucket of tokens, or a number of concurrent requests. */
export type PtuSettings = PtuBucketSettings | PtuSlotSettings;

export interface PtuBucketSettings {
  /** Tokens per second that leave the bucket. Above 0. */
  readonly tokensPerSecond: number;
  /** Size of the bucket: the tokens that leave it in this time, in milliseconds. @default 10_000 */
  readonly burstMs?: number;
}

export interface PtuSlotSettings {
  readonly slots: number;
  /** The wait that a refused request gets, in milliseconds. @default 1_000 */
  readonly retryAfterMs?: number;
}

/** A provisioned deployment. It never queues: above 100 % it refuses with the time until it is below. */
export function ptuCapacity(settings: PtuSettings, startMs: number): Capacity {
  const capacity =
    'slots' in settings
      ? slotCapacity({ retryAfterMs: 1_000, ...settings }, startMs)
      : leakyBucket(settings, startMs);
  return {
    ...capacity,
    headers(nowMs) {
      const percent = capacity.utilisation(nowMs).now * 100;
      return { 'azure-openai-deployment-utilization': `${percent.toFixed(1)}%` };
    },
  };
}

function leakyBucket({ tokensPerSecond, burstMs = 10_000 }: PtuBucketSettings, startMs: number): Capacity {
  const size = (tokensPerSecond * burstMs) / 1_000;
  let level = 0;
  let drained = 0;
  let sinceMs = startMs;
  const drain = (atMs: number) => {
    // A request is admitted as of its arrival, which may be earlier than the end of another one.
    const nowMs = Math.max(atMs, sinceMs);
    const out = Math.min(level, ((nowMs - sinceMs) * tokensPerSecond) / 1_000);
    level -= out;
    drained += out;
    sinceMs = nowMs;
  };
  return {
    admit(demand, nowMs) {
      drain(nowMs);
      if (level >= size)
        return { retryAfterMs: Math.max(1, ((level - size) / tokensPerSecond) * 1_000), headers: {} };
      level += estimateOf(demand);
      return undefined;
    },
    settle(demand, usage, nowMs) {
      drain(nowMs);
      const prompt = demand.promptTokens - demand.cachedTokens;
      const used = usage === undefined ? prompt : prompt + usage.completionTokens;
      level = Math.max(0, level + used - estimateOf(demand));
    },
    headers: () => ({}),
    utilisation(nowMs) {
      drain(nowMs);
      const possible = ((nowMs - startMs) * tokensPerSecond) / 1_000;
      return { now: level / size, busy: possible > 0 ? drained / possible : 0 };
    },
  };
}

/** Cached prompt tokens do not count. */
function estimateOf({ promptTokens, cachedTokens, maxTokens = assumedTokens }: Demand): number {
  return promptTokens - cachedTokens + maxTokens;
}

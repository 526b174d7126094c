import type { Capacity, Demand } from './demand.ts';
import { assumedTokens } from './demand.ts';
import { SlidingSum } from './sliding-sum.ts';

export interface PaygSettings {
  /** Tokens in any 60 s. @default no limit */
  readonly tpm?: number;
  /** Requests per minute, enforced in slices. @default no limit */
  readonly rpm?: number;
  /** Length of a slice of `rpm`, in milliseconds. The service uses 1 or 10 s. @default 10_000 */
  readonly rpmSliceMs?: number;
}

/** A pay-as-you-go deployment. It counts the estimate of a request on arrival and never corrects it. */
export function paygCapacity(settings: PaygSettings, startMs: number): Capacity {
  const { tpm = Number.POSITIVE_INFINITY, rpm = Number.POSITIVE_INFINITY, rpmSliceMs = 10_000 } = settings;
  const perSlice = Math.max(1, Math.floor((rpm * rpmSliceMs) / 60_000));
  const tokens = new SlidingSum(60_000);
  const requests = new SlidingSum(rpmSliceMs);
  let admittedTokens = 0;
  let admittedRequests = 0;
  return {
    admit(demand, nowMs) {
      const estimate = estimateOf(demand);
      const requestWaitMs = requests.waitMs(1, perSlice, nowMs);
      if (requestWaitMs > 0) return refusal('DeploymentRatelimit-Request', requestWaitMs);
      const tokenWaitMs = tokens.waitMs(estimate, tpm, nowMs);
      if (tokenWaitMs > 0) return refusal('DeploymentRatelimit-Token', tokenWaitMs);
      requests.add(1, nowMs);
      tokens.add(estimate, nowMs);
      admittedRequests += 1;
      admittedTokens += estimate;
      return undefined;
    },
    settle: () => {},
    headers: (nowMs) => ({
      ...limitHeaders('requests', rpm, rpm - (requests.total(nowMs) * rpm) / perSlice),
      ...limitHeaders('tokens', tpm, tpm - tokens.total(nowMs)),
    }),
    utilisation(nowMs) {
      const minutes = (nowMs - startMs) / 60_000;
      const share = Math.max(admittedTokens / tpm, admittedRequests / rpm);
      return {
        now: Math.max(tokens.total(nowMs) / tpm, requests.total(nowMs) / perSlice),
        busy: minutes > 0 ? share / minutes : 0,
      };
    },
  };
}

function estimateOf({ promptTokens, maxTokens = assumedTokens }: Demand): number {
  return promptTokens + maxTokens;
}

function refusal(policy: string, retryAfterMs: number) {
  return { retryAfterMs, headers: { 'policy-id': policy } };
}

function limitHeaders(what: 'requests' | 'tokens', limit: number, remaining: number): Record<string, string> {
  if (!Number.isFinite(limit)) return {};
  return {
    [`x-ratelimit-limit-${what}`]: String(limit),
    [`x-ratelimit-remaining-${what}`]: String(Math.max(0, Math.floor(remaining))),
  };
}

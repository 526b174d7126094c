import type { Capacity } from './demand.ts';

export interface SlotSettings {
  /** Requests at once. */
  readonly slots: number;
  readonly retryAfterMs: number;
}

/** Admits `slots` requests at a time and refuses further ones. Without a limit, one request counts as fully busy. */
export function slotCapacity({ slots, retryAfterMs }: SlotSettings, startMs: number): Capacity {
  let taken = 0;
  let slotMs = 0;
  let sinceMs = startMs;
  const full = Number.isFinite(slots) ? slots : 1;
  const account = (atMs: number) => {
    // A request is admitted as of its arrival, which may be earlier than the end of another one.
    const nowMs = Math.max(atMs, sinceMs);
    slotMs += Math.min(taken, full) * (nowMs - sinceMs);
    sinceMs = nowMs;
  };
  return {
    admit(_demand, nowMs) {
      if (taken >= slots) return { retryAfterMs, headers: {} };
      account(nowMs);
      taken += 1;
      return undefined;
    },
    settle(_demand, _usage, nowMs) {
      account(nowMs);
      taken -= 1;
    },
    headers: () => ({}),
    utilisation(nowMs) {
      account(nowMs);
      const elapsedMs = nowMs - startMs;
      return { now: taken / full, busy: elapsedMs > 0 ? slotMs / (full * elapsedMs) : 0 };
    },
  };
}

const minuteMs = 60_000;

// A little less than the five minutes up to which Microsoft's libraries go on giving out the token they have cached.
const aheadMs = 4.5 * minuteMs;

const longestDelayMs = 24 * 60 * minuteMs;

/**
 * When to refresh a token with `leftMs` to live, in milliseconds from now: a fifth of that before its end, at least 4.5
 * minutes, but not before half of it is over; up to 5 % earlier by chance, so that gateways spread. At most a day.
 */
export function refreshDelayMs(leftMs: number, random: () => number): number {
  const delayMs = Math.max(leftMs - Math.max(leftMs / 5, aheadMs), leftMs / 2);
  return Math.min(delayMs, longestDelayMs) * (1 - 0.05 * random());
}

/** How long to pause after `failures` failures (0 or more) before the one just seen: from a second, doubled, up to half a minute, less up to half by chance. */
export function retryDelayMs(failures: number, random: () => number): number {
  return Math.min(1000 * 2 ** failures, minuteMs / 2) * (1 - 0.5 * random());
}

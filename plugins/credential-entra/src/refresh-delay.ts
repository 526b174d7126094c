const minuteMs = 60_000;

// A little less than the five minutes before expiry in which Microsoft's libraries still return the cached token.
const aheadMs = 4.5 * minuteMs;

const longestDelayMs = 24 * 60 * minuteMs;

/**
 * Milliseconds from now to the refresh of a token that expires in `leftMs`: a fifth of `leftMs` before its end, at least
 * 4.5 minutes before, but not before half of it is over. Up to 5 % earlier at random, so that gateways spread. At most a
 * day.
 */
export function refreshDelayMs(leftMs: number, random: () => number): number {
  const delayMs = Math.max(leftMs - Math.max(leftMs / 5, aheadMs), leftMs / 2);
  return Math.min(delayMs, longestDelayMs) * (1 - 0.05 * random());
}

/**
 * Milliseconds to wait before the next try, after a failure that `failures` others (0 or more) came before: a second,
 * doubled for each of them, up to half a minute; up to half of it shorter at random.
 */
export function retryDelayMs(failures: number, random: () => number): number {
  return Math.min(1000 * 2 ** failures, minuteMs / 2) * (1 - 0.5 * random());
}

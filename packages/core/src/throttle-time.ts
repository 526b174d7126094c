/** How long a backend's wish to be left alone is believed at most: Azure has said a day. */
const longestMs = 120_000;
/** "At once" from a backend that has just refused would be a storm. */
const shortestMs = 20;
/** When a 429 doesn't say for how long. */
const defaultMs = 1_000;

/** For how long to leave alone a backend that asked for `askedMs`, in milliseconds: at least 20, at most two minutes, a second if it didn't say. */
export function throttleTimeMs(askedMs: number | undefined): number {
  return Math.min(Math.max(askedMs ?? defaultMs, shortestMs), longestMs);
}

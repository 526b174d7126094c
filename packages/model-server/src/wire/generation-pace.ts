import type { Clock } from '@laneway/contracts';
import { pauseUntil } from './pause-until.ts';

export interface Pace {
  readonly clock: Clock;
  readonly startMs: number;
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
  /** Generation stops after this number of tokens until `hold` resolves with the time of the release. */
  readonly holdAfterTokens: number | undefined;
  readonly hold: () => Promise<number>;
  readonly gone: AbortSignal;
}

/** A function that waits for tokens: a promise that resolves once they are generated, or `undefined` if they already are. */
export function generationPace(pace: Pace): (tokens: number) => Promise<void> | undefined {
  const { clock, gone, holdAfterTokens = Number.POSITIVE_INFINITY } = pace;
  let zeroMs = pace.startMs + pace.firstTokenMs;
  let wasHeld = false;
  return (tokens) => (tokens > holdAfterTokens && !wasHeld ? holdThenWait(tokens) : waitFor(tokens));

  function timeOf(tokens: number): number {
    return zeroMs + (tokens * 1_000) / pace.tokensPerSecond;
  }

  function waitFor(tokens: number): Promise<void> | undefined {
    return timeOf(tokens) > clock.nowMs() ? pauseUntil(clock, timeOf(tokens), gone) : undefined;
  }

  async function holdThenWait(tokens: number): Promise<void> {
    wasHeld = true;
    await waitFor(holdAfterTokens);
    if (gone.aborted) return;
    zeroMs += (await pace.hold()) - timeOf(holdAfterTokens);
    await waitFor(tokens);
  }
}

import type { Clock } from '@laneway/contracts';
import { pause } from '../pause.ts';

export interface Pace {
  readonly clock: Clock;
  readonly startMs: number;
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
  /** Generation stops after that many tokens until `hold` resolves. */
  readonly holdAfterTokens: number | undefined;
  readonly hold: () => Promise<void>;
  readonly gone: AbortSignal;
}

/** Tells when tokens have been generated: a promise to wait for, or `undefined` when they are there already. */
export function generationPace(pace: Pace): (tokens: number) => Promise<void> | undefined {
  const { clock, gone } = pace;
  const holdAfter = pace.holdAfterTokens ?? Number.POSITIVE_INFINITY;
  let startMs = pace.startMs + pace.firstTokenMs;
  let wasHeld = false;
  return (tokens) => {
    if (tokens > holdAfter && !wasHeld) return holdThenWait(tokens);
    return waitFor(tokens);
  };

  function waitFor(tokens: number): Promise<void> | undefined {
    const leftMs = startMs + (tokens * 1_000) / pace.tokensPerSecond - clock.nowMs();
    return leftMs > 0 ? pause(clock, leftMs, gone) : undefined;
  }

  async function holdThenWait(tokens: number): Promise<void> {
    wasHeld = true;
    await waitFor(holdAfter);
    const heldAtMs = clock.nowMs();
    if (!gone.aborted) await pace.hold();
    startMs += clock.nowMs() - heldAtMs;
    await waitFor(tokens);
  }
}

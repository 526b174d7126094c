import type { AttemptEnded, ExchangeEnded, Usage } from '@laneway/contracts';

import type { Figures, LatencyFigures } from './interval-report.ts';
import { MinuteTally } from './minute-tally.ts';
import type { RequestNotes } from './request-notes.ts';
import { TokenCount } from './token-count.ts';
import { Histogram } from './histogram.ts';

/** Counters of one group (an endpoint, a model, a tier, ...) in one window. */
export class FigureCount {
  readonly minutes: MinuteTally;
  readonly tokens = new TokenCount();
  /** Model name that the backend reported last. */
  servedAs: string | undefined;
  #calls = 0;
  #failures = 0;
  #clientErrors = 0;
  #cancelled = 0;
  #throttled = 0;
  readonly #failovers = new Map<string, number>();
  readonly #wait = new Histogram();
  readonly #firstByte = new Histogram();
  readonly #duration = new Histogram();

  constructor(windowMs: number) {
    this.minutes = new MinuteTally(windowMs);
  }

  /** `notes`: failovers and throttles of the request, if there were any. */
  addExchange(event: ExchangeEnded, notes: RequestNotes | undefined): void {
    const { outcome, status = 0, usage } = event;
    this.#calls += 1;
    this.minutes.at(event.atMs).requests += 1;
    if (outcome === 'cancelled') this.#cancelled += 1;
    else if (outcome !== 'served') this.#failures += 1;
    else if (status >= 400) this.#clientErrors += 1;
    if (event.lane !== undefined) this.#wait.record(event.waitedMs);
    if (event.firstByteMs !== undefined) this.#firstByte.record(event.firstByteMs);
    this.#duration.record(event.durationMs);
    if (usage !== undefined) this.addUsage(usage, event);
    if (notes !== undefined) this.#addNotes(notes);
  }

  addAttempt({ outcome, atMs, startedAtMs, firstByteMs }: AttemptEnded): void {
    this.#calls += 1;
    this.minutes.at(atMs).requests += 1;
    if (outcome.kind === 'failed') this.#failures += 1;
    if (outcome.kind === 'declined') this.#clientErrors += 1;
    if (outcome.kind === 'cancelled') this.#cancelled += 1;
    if (outcome.kind === 'throttled') this.#throttled += 1;
    if (firstByteMs !== undefined) this.#firstByte.record(firstByteMs);
    this.#duration.record(atMs - startedAtMs);
  }

  addUsage(usage: Usage, { atMs, usageExact }: Pick<ExchangeEnded, 'atMs' | 'usageExact'>): void {
    this.tokens.add(usage, usageExact);
    // Not part of this minute's traffic: a batch spends them over hours, without the endpoint's capacity.
    if (usage.separateQuota === true) return;
    const minute = this.minutes.at(atMs);
    minute.prompt += usage.promptTokens;
    minute.cached += usage.cachedTokens;
    minute.completion += usage.completionTokens;
    this.servedAs = usage.model ?? this.servedAs;
  }

  addWait(waitedMs: number): void {
    this.#wait.record(waitedMs);
  }

  addFailover(reason: string, times = 1): void {
    this.#failovers.set(reason, (this.#failovers.get(reason) ?? 0) + times);
  }

  /** Adds the counts of `other`. */
  merge(other: FigureCount): void {
    this.#calls += other.#calls;
    this.#failures += other.#failures;
    this.#clientErrors += other.#clientErrors;
    this.#cancelled += other.#cancelled;
    this.#throttled += other.#throttled;
    for (const [reason, times] of other.#failovers) this.addFailover(reason, times);
    this.tokens.merge(other.tokens);
    this.minutes.merge(other.minutes);
    this.#wait.merge(other.#wait);
    this.#firstByte.merge(other.#firstByte);
    this.#duration.merge(other.#duration);
    this.servedAs = other.servedAs ?? this.servedAs;
  }

  /** `coveredMs`: observed part of the window, in milliseconds. */
  figures(coveredMs: number): Figures {
    const perMinute = coveredMs > 0 ? 60_000 / coveredMs : 0;
    const tokens = this.tokens.figures();
    return {
      calls: this.#calls,
      failures: this.#failures,
      clientErrors: this.#clientErrors,
      cancelled: this.#cancelled,
      throttled: this.#throttled,
      failovers: Object.fromEntries(this.#failovers),
      tokens,
      tpm: (tokens.prompt + tokens.completion) * perMinute,
      rpm: this.#calls * perMinute,
      peakTpm: this.minutes.peak(({ prompt, completion }) => prompt + completion),
      peakRpm: this.minutes.peak(({ requests }) => requests),
      wait: latencyFigures(this.#wait),
      firstByte: latencyFigures(this.#firstByte),
      duration: latencyFigures(this.#duration),
    };
  }

  #addNotes({ failovers, throttled }: RequestNotes): void {
    for (const reason of failovers) this.addFailover(reason);
    this.#throttled += throttled;
  }
}

function latencyFigures(histogram: Histogram): LatencyFigures {
  const { count, sum } = histogram;
  const [p50, p90, p99] = [50, 90, 99].map((percent) => histogram.percentile(percent));
  if (p50 === undefined || p90 === undefined || p99 === undefined) return { count };
  return { count, mean: sum / count, p50, p90, p99 };
}

import type { Clock, GatewayEvent, TelemetrySink } from '@laneway/contracts';

import type { ModelDemand } from '../size/ptu-estimate.ts';
import { ptuEstimate } from '../size/ptu-estimate.ts';
import type { PtuModel, TelemetrySettings } from '../telemetry-settings.ts';
import { FigureCount } from './figure-count.ts';
import type { IntervalReport } from './interval-report.ts';
import { NoteBook } from './request-notes.ts';
import { SeriesTable } from '../metrics/series-table.ts';
import type { WindowSettings } from './window-count.ts';
import { WindowCount } from './window-count.ts';

/** Models in all windows together: callers choose the names, and each takes some kilobytes. */
const mostModels = 5_000;
const fewestPerWindow = 8;
const mostProfiles = 1_000;

/** Counts what happens in windows of wall-clock time, and reports it. */
export class IntervalRecorder implements TelemetrySink {
  readonly #clock: Clock;
  #sinceMs: number;
  readonly #history: number;
  readonly #windowSettings: WindowSettings;
  readonly #models: Readonly<Record<string, PtuModel>>;
  readonly #notes = new NoteBook();
  /** By number; only windows with events. */
  readonly #windows = new Map<number, WindowCount>();
  #late = 0;

  constructor(settings: Pick<TelemetrySettings, 'interval' | 'profiles' | 'size'>, clock: Clock) {
    const { windowMs, history } = settings.interval;
    this.#clock = clock;
    this.#sinceMs = clock.nowMs();
    this.#history = history;
    this.#models = settings.size?.models ?? {};
    this.#windowSettings = {
      windowMs,
      profiles: Math.min(settings.profiles ?? 0, mostProfiles),
      models: Math.max(fewestPerWindow, Math.floor(mostModels / (history + 1))),
    };
  }

  record(event: GatewayEvent): void {
    switch (event.kind) {
      case 'exchange-ended':
        return this.#window(event.atMs)?.addExchange(event, this.#notes.take(event.requestId));
      case 'attempt-ended':
        this.#notes.noteAttempt(event);
        return this.#window(event.atMs)?.addAttempt(event);
      case 'failed-over':
        this.#notes.noteFailover(event);
        return this.#window(event.atMs)?.addFailover(event);
      default:
        return;
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** `generation`: number of the current config. */
  report(generation: number): IntervalReport {
    const nowMs = this.#clock.nowMs();
    const { windowMs } = this.#windowSettings;
    const windows = this.#allWindows(nowMs);
    const coveredMs = windows.reduce((sum, window) => sum + window.coveredMs(this.#sinceMs, nowMs), 0);
    return {
      at: new Date(nowMs).toISOString(),
      since: new Date(this.#sinceMs).toISOString(),
      generation,
      windowMs,
      total: this.#sum(windows).figures(coveredMs),
      size: ptuEstimate(this.#demands(windows, coveredMs), this.#models),
      late: this.#late,
      windows: windows.map((window) => window.report(this.#sinceMs, nowMs)),
    };
  }

  /** The window of a clock time; `undefined`, and counted as late, if it is not kept any more. */
  #window(atMs: number): WindowCount | undefined {
    const number = this.#numberOf(atMs);
    const known = this.#windows.get(number);
    if (known !== undefined) return known;
    const oldest = this.#oldestKept();
    if (number < oldest) {
      this.#late += 1;
      return undefined;
    }
    // Records may be older than this process, e.g. when a ledger is replayed.
    this.#sinceMs = Math.min(this.#sinceMs, atMs);
    for (const kept of this.#windows.keys()) if (kept < oldest) this.#windows.delete(kept);
    const window = this.#newWindow(number);
    this.#windows.set(number, window);
    return window;
  }

  #allWindows(nowMs: number): readonly WindowCount[] {
    const first = Math.max(this.#oldestKept(), this.#numberOf(this.#sinceMs));
    const count = this.#numberOf(nowMs) - first + 1;
    return Array.from(
      { length: count },
      (_, place) => this.#windows.get(first + place) ?? this.#newWindow(first + place),
    );
  }

  #sum(windows: readonly WindowCount[]): FigureCount {
    const sum = new FigureCount(this.#windowSettings.windowMs);
    for (const { total } of windows) sum.merge(total);
    return sum;
  }

  #demands(windows: readonly WindowCount[], coveredMs: number): readonly ModelDemand[] {
    const { windowMs } = this.#windowSettings;
    const models = new SeriesTable(() => new FigureCount(windowMs));
    for (const window of windows) {
      for (const [values, count] of window.models.entries) models.at(...values).merge(count);
    }
    return models.entries.map(([values, { minutes, servedAs }]) => ({
      model: values.join(),
      servedAs,
      steps: minutes.minutes,
      stepMs: minutes.stepMs,
      coveredMs,
    }));
  }

  #newWindow(number: number): WindowCount {
    return new WindowCount(number * this.#windowSettings.windowMs, this.#windowSettings);
  }

  #numberOf(atMs: number): number {
    return Math.floor(atMs / this.#windowSettings.windowMs);
  }

  #oldestKept(): number {
    return this.#numberOf(this.#clock.nowMs()) - this.#history;
  }
}

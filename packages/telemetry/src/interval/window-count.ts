import type { AttemptEnded, ExchangeEnded, FailedOver } from '@laneway/contracts';

import { FigureCount } from './figure-count.ts';
import type { Figures, WindowReport } from './interval-report.ts';
import { ProfileCount } from './profile-count.ts';
import type { RequestNotes } from './request-notes.ts';
import type { SeriesBounds } from '../metrics/series-table.ts';
import { SeriesTable } from '../metrics/series-table.ts';

/** How windows are counted. */
export interface WindowSettings {
  readonly windowMs: number;
  /** Number of profiles that a report names. */
  readonly profiles: number;
  /** Models that are counted separately; all others count as `other`. */
  readonly models: number;
}

/** Counts what happens in one window. */
export class WindowCount {
  readonly fromMs: number;
  readonly total: FigureCount;
  readonly models: SeriesTable<FigureCount>;
  readonly #settings: WindowSettings;
  readonly #endpoints: SeriesTable<FigureCount>;
  readonly #facades: SeriesTable<FigureCount>;
  readonly #tiers: SeriesTable<FigureCount>;
  readonly #profiles: ProfileCount | undefined;

  constructor(fromMs: number, settings: WindowSettings) {
    const { windowMs, profiles } = settings;
    const newTable = (bounds: SeriesBounds = {}) => new SeriesTable(() => new FigureCount(windowMs), bounds);
    this.fromMs = fromMs;
    this.#settings = settings;
    this.total = new FigureCount(windowMs);
    this.models = newTable({ values: settings.models });
    this.#endpoints = newTable();
    this.#facades = newTable();
    this.#tiers = newTable();
    this.#profiles = profiles > 0 ? new ProfileCount(profiles) : undefined;
  }

  addExchange(event: ExchangeEnded, notes: RequestNotes | undefined): void {
    const { facade, model, tier, endpoint, usage } = event;
    this.total.addExchange(event, notes);
    if (facade !== undefined) this.#facades.at(facade).addExchange(event, notes);
    if (model !== undefined) this.models.at(model).addExchange(event, notes);
    if (tier !== undefined) this.#tiers.at(tier).addExchange(event, notes);
    this.#profiles?.add(event);
    if (endpoint === undefined) return;
    const served = this.#endpoints.at(endpoint);
    served.addWait(event.waitedMs);
    if (usage !== undefined) served.addUsage(usage, event);
  }

  addAttempt(event: AttemptEnded): void {
    this.#endpoints.at(event.endpoint).addAttempt(event);
  }

  addFailover({ from, reason }: FailedOver): void {
    this.#endpoints.at(from).addFailover(reason);
  }

  /** `sinceMs`: clock time at which counting began. */
  report(sinceMs: number, nowMs: number): WindowReport {
    const toMs = this.fromMs + this.#settings.windowMs;
    const coveredMs = this.coveredMs(sinceMs, nowMs);
    return {
      from: new Date(this.fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      complete: toMs <= nowMs,
      total: this.total.figures(coveredMs),
      endpoints: figuresOf(this.#endpoints, coveredMs),
      facades: figuresOf(this.#facades, coveredMs),
      models: figuresOf(this.models, coveredMs),
      tiers: figuresOf(this.#tiers, coveredMs),
      ...(this.#profiles === undefined ? {} : { profiles: this.#profiles.top() }),
    };
  }

  /** Observed part of the window so far. Milliseconds. */
  coveredMs(sinceMs: number, nowMs: number): number {
    const toMs = this.fromMs + this.#settings.windowMs;
    return Math.max(0, Math.min(nowMs, toMs) - Math.max(sinceMs, this.fromMs));
  }
}

function figuresOf(table: SeriesTable<FigureCount>, coveredMs: number): Readonly<Record<string, Figures>> {
  return Object.fromEntries(
    table.entries.map(([values, count]) => [values.join(), count.figures(coveredMs)]),
  );
}

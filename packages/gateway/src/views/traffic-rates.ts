import type { Figures, IntervalReport } from '@laneway/telemetry';

/** Requested tokens and requests a minute: on average over the time watched, and in the busiest minute. */
export interface TrafficRates {
  readonly calls: number;
  readonly meanTpm: number;
  readonly peakTpm: number;
  readonly meanRpm: number;
  readonly peakRpm: number;
}

/** Traffic of a report, in total and by model. */
export interface Traffic {
  /** Time that the windows of the report cover, idle time included. Minutes. */
  readonly watchedMinutes: number;
  readonly all: TrafficRates;
  /** In descending order of tokens. */
  readonly models: readonly (TrafficRates & { readonly model: string })[];
}

/** Adds up the windows of a report, by model. */
export function trafficRates(report: IntervalReport): Traffic {
  const { total } = report;
  const watchedMinutes = watchedMinutesOf(report);
  const windowsOf = Map.groupBy(
    report.windows.flatMap(({ models }) => Object.entries(models)),
    ([model]) => model,
  );
  const models = Array.from(windowsOf, ([model, windows]) => ({
    model,
    ...ratesOf(
      windows.map(([, figures]) => figures),
      watchedMinutes,
    ),
  }));
  return {
    watchedMinutes,
    all: {
      calls: total.calls,
      meanTpm: total.tpm,
      peakTpm: total.peakTpm,
      meanRpm: total.rpm,
      peakRpm: total.peakRpm,
    },
    models: models.toSorted((one, another) => another.meanTpm - one.meanTpm),
  };
}

// No minute is in two windows, so the busiest minute of all is the busiest of its window.
function ratesOf(windows: readonly Figures[], minutes: number): TrafficRates {
  const sum = (of: (figures: Figures) => number) =>
    windows.reduce((total, figures) => total + of(figures), 0);
  const most = (of: (figures: Figures) => number) => Math.max(0, ...windows.map(of));
  const calls = sum((figures) => figures.calls);
  const tokens = sum((figures) => figures.tokens.prompt + figures.tokens.completion);
  return {
    calls,
    meanTpm: minutes > 0 ? tokens / minutes : 0,
    peakTpm: most((figures) => figures.peakTpm),
    meanRpm: minutes > 0 ? calls / minutes : 0,
    peakRpm: most((figures) => figures.peakRpm),
  };
}

function watchedMinutesOf({ at, since, windows }: IntervalReport): number {
  const [oldest] = windows;
  const fromMs = Math.max(Date.parse(since), Date.parse(oldest?.from ?? since));
  return (Date.parse(at) - fromMs) / 60_000;
}

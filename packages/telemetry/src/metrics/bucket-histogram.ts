import type { Distribution, MetricFamily, Series } from './metric-family.ts';
import type { MetricSubject } from './counter.ts';
import { SeriesTable } from './series-table.ts';

interface Spread extends Distribution {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** A histogram with fixed buckets for each combination of label values. */
export class BucketHistogram implements MetricFamily {
  readonly kind = 'histogram';
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly #bounds: readonly number[];
  readonly #spreads: SeriesTable<Spread>;

  /** `bounds`: upper bounds of the buckets, ascending. */
  constructor({ name, unit, help, labels }: MetricSubject, bounds: readonly number[]) {
    this.name = name;
    this.unit = unit;
    this.help = help;
    this.labels = labels;
    this.#bounds = bounds;
    this.#spreads = new SeriesTable(() => ({
      bounds,
      counts: Array.from({ length: bounds.length + 1 }, () => 0),
      sum: 0,
      count: 0,
    }));
  }

  /** `values`: one for each label; an empty one means that the label is absent. */
  record(measured: number, ...values: readonly string[]): void {
    const spread = this.#spreads.at(...values);
    let bucket = 0;
    while (measured > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    spread.counts[bucket] = (spread.counts[bucket] ?? 0) + 1;
    spread.sum += measured;
    spread.count += 1;
  }

  get series(): readonly Series[] {
    return this.#spreads.entries.map(([values, measured]) => ({ values, measured }));
  }
}

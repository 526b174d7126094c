import type { MetricFamily, Series } from './metric-family.ts';
import { SeriesTable } from './series-table.ts';

/** Name, unit, help and labels of a metric. */
export type MetricSubject = Pick<MetricFamily, 'name' | 'unit' | 'help' | 'labels'>;

/** A number that only grows, for each combination of label values. */
export class Counter implements MetricFamily {
  readonly kind = 'counter';
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly #totals = new SeriesTable(() => ({ total: 0 }));

  constructor({ name, unit, help, labels }: MetricSubject) {
    this.name = name;
    this.unit = unit;
    this.help = help;
    this.labels = labels;
  }

  /** `values`: one for each label; an empty one means that the label is absent. */
  add(amount: number, ...values: readonly string[]): void {
    this.#totals.at(...values).total += amount;
  }

  get series(): readonly Series[] {
    return this.#totals.entries.map(([values, { total }]) => ({ values, measured: total }));
  }
}

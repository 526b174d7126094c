/** Everything measured under one name. Names are dotted, as in OpenTelemetry; Prometheus' form of them is derived. */
export interface MetricFamily {
  readonly name: string;
  /** `s`, `By`, or what is counted in braces, e.g. `{token}`. Source: https://ucum.org */
  readonly unit: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Help text: one sentence without a full stop. */
  readonly help: string;
  /** Names of the labels, in the order of each series' values. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
}

/** One series of a metric: its label values and its value. */
export interface Series {
  /** An empty value means that the label is absent. */
  readonly values: readonly string[];
  readonly measured: number | Distribution;
}

/** Counts per bucket, sum and total of a histogram. */
export interface Distribution {
  /** Upper bounds of the buckets, ascending; one more bucket takes values above the last. */
  readonly bounds: readonly number[];
  /** Number of values in each bucket, the last one included. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** A metric without labels. */
export function singleMetric(about: Omit<MetricFamily, 'labels' | 'series'>, measured: number): MetricFamily {
  return { ...about, labels: [], series: [{ values: [], measured }] };
}

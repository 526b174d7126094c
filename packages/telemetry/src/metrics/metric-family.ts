/** Everything measured under one name. Names are dotted, as in OpenTelemetry; Prometheus' form of them is derived. */
export interface MetricFamily {
  readonly name: string;
  /** `s`, `By`, or what is counted in braces, e.g. `{token}`. Source: https://ucum.org */
  readonly unit: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** One sentence without a full stop. */
  readonly help: string;
  /** Names of the labels, in the order of each series' values. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
}

/** One line of a metric: what it is about and what was measured. */
export interface Series {
  /** An empty value means that the label is absent. */
  readonly values: readonly string[];
  readonly measured: number | Distribution;
}

/** How values are spread over fixed buckets. */
export interface Distribution {
  /** Upper bounds of the buckets, ascending; one more bucket takes what is greater than the last. */
  readonly bounds: readonly number[];
  /** How many values each bucket has, the last one included. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** A metric that is about the whole, and so has no labels. */
export function singleMetric(about: Omit<MetricFamily, 'labels' | 'series'>, measured: number): MetricFamily {
  return { ...about, labels: [], series: [{ values: [], measured }] };
}

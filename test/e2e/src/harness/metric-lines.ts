/** One sample of Prometheus' text format. */
export interface MetricLine {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly amount: number;
}

/** The samples of a text in Prometheus' format. Label values must not contain escapes. */
export function metricLines(text: string): readonly MetricLine[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', amount] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = Array.from(labels.matchAll(/(\w+)="([^"]*)"/g), ([, label = '', value = '']) => [
      label,
      value,
    ]);
    return [{ name, labels: Object.fromEntries(pairs) as Record<string, string>, amount: Number(amount) }];
  });
}

import type { Distribution, MetricFamily } from './metric-family.ts';

/** Writes metrics in Prometheus' text format, version 0.0.4. Source: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function prometheusText(families: readonly MetricFamily[]): string {
  return families.map(familyText).join('');
}

/** The name of a metric in Prometheus: with its unit, and `_total` for counters, as suffixes. */
export function prometheusName({ name, unit, kind }: Pick<MetricFamily, 'name' | 'unit' | 'kind'>): string {
  const suffix = kind === 'counter' ? '_total' : '';
  return name.replaceAll('.', '_') + (unitSuffixes.get(unit) ?? '') + suffix;
}

const unitSuffixes = new Map([
  ['s', '_seconds'],
  ['By', '_bytes'],
]);

function familyText(family: MetricFamily): string {
  if (family.series.length === 0) return '';
  const name = prometheusName(family);
  let text = `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${family.kind}\n`;
  for (const { values, measured } of family.series) {
    const labels = family.labels.flatMap((label, place) => pair(label, values[place] ?? ''));
    text +=
      typeof measured === 'number' ? line(name, labels, measured) : histogramText(name, labels, measured);
  }
  return text;
}

function histogramText(
  name: string,
  labels: readonly string[],
  { bounds, counts, sum, count }: Distribution,
): string {
  let text = '';
  let below = 0;
  bounds.forEach((bound, place) => {
    below += counts[place] ?? 0;
    text += line(`${name}_bucket`, [...labels, `le="${number(bound)}"`], below);
  });
  text += line(`${name}_bucket`, [...labels, 'le="+Inf"'], count);
  return text + line(`${name}_sum`, labels, sum) + line(`${name}_count`, labels, count);
}

function line(name: string, labels: readonly string[], value: number): string {
  const set = labels.length === 0 ? '' : `{${labels.join(',')}}`;
  return `${name}${set} ${number(value)}\n`;
}

function pair(label: string, value: string): readonly string[] {
  return value === '' ? [] : [`${label}="${escapeValue(value)}"`];
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function number(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

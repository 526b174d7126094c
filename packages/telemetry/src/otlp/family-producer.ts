import type { Attributes } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import type { DataPoint, MetricData, MetricProducer } from '@opentelemetry/sdk-metrics';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { Clock } from '@laneway/contracts';

import { hrTime } from './hr-time.ts';
import type { Distribution, MetricFamily, Series } from '../metrics/metric-family.ts';

/** Source of a producer. */
export interface FamilySource {
  readonly clock: Clock;
  readonly version: string | undefined;
  /** Reads all metrics as they are now. */
  read(): readonly MetricFamily[];
}

/** Passes plain counters to the OpenTelemetry SDK at each export, so that counting does not depend on the SDK. */
export function familyProducer(source: FamilySource): MetricProducer {
  const { clock, version } = source;
  const startTime = hrTime(clock.nowMs());
  return {
    async collect() {
      const times = { startTime, endTime: hrTime(clock.nowMs()) };
      const metrics = source.read().map((family) => metricData(family, times));
      const scope = version === undefined ? { name: 'laneway' } : { name: 'laneway', version };
      return {
        resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope, metrics }] },
        errors: [],
      };
    },
  };
}

type Times = Pick<DataPoint<unknown>, 'startTime' | 'endTime'>;

function metricData(family: MetricFamily, times: Times): MetricData {
  const base = {
    descriptor: {
      name: family.name,
      description: family.help,
      unit: family.unit,
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const points = family.series.map((series) => ({
    ...times,
    attributes: attributesOf(family, series),
    measured: series.measured,
  }));
  if (family.kind === 'histogram')
    return { ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints: points.flatMap(histogramPoint) };
  const dataPoints = points.flatMap(({ measured, ...point }) =>
    typeof measured === 'number' ? [{ ...point, value: measured }] : [],
  );
  if (family.kind === 'gauge') return { ...base, dataPointType: DataPointType.GAUGE, dataPoints };
  return { ...base, dataPointType: DataPointType.SUM, dataPoints, isMonotonic: true };
}

type Point = Times & { readonly attributes: Attributes; readonly measured: number | Distribution };

function histogramPoint({ measured, ...point }: Point) {
  if (typeof measured === 'number') return [];
  const { bounds, counts, sum, count } = measured;
  return [{ ...point, value: { buckets: { boundaries: [...bounds], counts: [...counts] }, sum, count } }];
}

function attributesOf({ labels }: MetricFamily, { values }: Series): Attributes {
  return Object.fromEntries(
    labels.flatMap((label, place) => (values[place] ? [[label, values[place]]] : [])),
  );
}

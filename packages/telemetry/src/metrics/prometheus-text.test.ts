import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { MetricFamily } from './metric-family.ts';
import { prometheusName, prometheusText } from './prometheus-text.ts';

const counter: MetricFamily = {
  name: 'laneway.exchanges',
  unit: '{exchange}',
  kind: 'counter',
  help: 'Exchanges that have ended',
  labels: ['lane', 'outcome'],
  series: [
    { values: ['gold', 'served'], measured: 3 },
    { values: ['', 'rejected'], measured: 1 },
  ],
};

test('a metric has its help and type, and a line for each combination of labels', () => {
  assert.equal(
    prometheusText([counter]),
    '# HELP laneway_exchanges_total Exchanges that have ended\n' +
      '# TYPE laneway_exchanges_total counter\n' +
      'laneway_exchanges_total{lane="gold",outcome="served"} 3\n' +
      'laneway_exchanges_total{outcome="rejected"} 1\n',
  );
});

test('names end with the unit, and with _total if they count', () => {
  assert.equal(
    prometheusName({ name: 'laneway.queue.wait', unit: 's', kind: 'histogram' }),
    'laneway_queue_wait_seconds',
  );
  assert.equal(
    prometheusName({ name: 'process.cpu', unit: 's', kind: 'counter' }),
    'process_cpu_seconds_total',
  );
  assert.equal(
    prometheusName({ name: 'process.resident_memory', unit: 'By', kind: 'gauge' }),
    'process_resident_memory_bytes',
  );
  assert.equal(
    prometheusName({ name: 'laneway.lane.depth', unit: '{ticket}', kind: 'gauge' }),
    'laneway_lane_depth',
  );
});

test('quotes, backslashes and line feeds in a label value are escaped', () => {
  const text = prometheusText([
    { ...counter, labels: ['model'], series: [{ values: ['a"b\\c\nd'], measured: 1 }] },
  ]);
  assert.match(text, /\{model="a\\"b\\\\c\\nd"\} 1\n$/);
});

test('backslashes and line feeds in a help text are escaped, quotes are not', () => {
  const text = prometheusText([{ ...counter, help: 'a "b" \\ c\nd' }]);
  assert.equal(text.split('\n')[0], '# HELP laneway_exchanges_total a "b" \\\\ c\\nd');
});

test('each bucket of a histogram counts all values up to its bound, the last one all values', () => {
  const text = prometheusText([
    {
      name: 'laneway.queue.wait',
      unit: 's',
      kind: 'histogram',
      help: 'Time in a lane',
      labels: ['lane'],
      series: [{ values: ['gold'], measured: { bounds: [0.1, 1], counts: [2, 3, 4], sum: 21.5, count: 9 } }],
    },
  ]);
  assert.deepEqual(text.split('\n').slice(2, -1), [
    'laneway_queue_wait_seconds_bucket{lane="gold",le="0.1"} 2',
    'laneway_queue_wait_seconds_bucket{lane="gold",le="1"} 5',
    'laneway_queue_wait_seconds_bucket{lane="gold",le="+Inf"} 9',
    'laneway_queue_wait_seconds_sum{lane="gold"} 21.5',
    'laneway_queue_wait_seconds_count{lane="gold"} 9',
  ]);
});

test('a metric without values is not written', () => {
  assert.equal(prometheusText([{ ...counter, series: [] }]), '');
});

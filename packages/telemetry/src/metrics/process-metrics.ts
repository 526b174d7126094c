import { performance } from 'node:perf_hooks';

import type { MetricFamily } from './metric-family.ts';
import { singleMetric } from './metric-family.ts';

/** CPU, memory and other resources of the process, under the names that the client libraries of Prometheus use. */
export function processMetrics(nowMs: number): readonly MetricFamily[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const { active, idle } = performance.eventLoopUtilization();
  const startedAt = nowMs / 1_000 - process.uptime();
  return [
    singleMetric(
      { kind: 'counter', name: 'process.cpu', unit: 's', help: 'CPU time, user and system' },
      (user + system) / 1_000_000,
    ),
    singleMetric(
      { kind: 'gauge', name: 'process.resident_memory', unit: 'By', help: 'Resident memory' },
      rss,
    ),
    singleMetric(
      {
        kind: 'gauge',
        name: 'process.start_time',
        unit: 's',
        help: 'Start time of the process, since the Unix epoch',
      },
      startedAt,
    ),
    singleMetric(
      { kind: 'gauge', name: 'nodejs.heap_used', unit: 'By', help: 'JavaScript heap in use' },
      heapUsed,
    ),
    singleMetric(
      {
        kind: 'counter',
        name: 'nodejs.eventloop.active',
        unit: 's',
        help: 'Time in which the event loop had work',
      },
      active / 1_000,
    ),
    singleMetric(
      {
        kind: 'counter',
        name: 'nodejs.eventloop.idle',
        unit: 's',
        help: 'Time in which the event loop waited',
      },
      idle / 1_000,
    ),
  ];
}

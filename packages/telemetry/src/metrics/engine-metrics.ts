import type { BreakerState } from '@laneway/contracts';
import type {
  EndpointSnapshot,
  HeadroomReading,
  LaneSnapshot,
  PoolSnapshot,
  StateSnapshot,
} from '@laneway/core';

import type { MetricFamily, Series } from './metric-family.ts';
import { singleMetric } from './metric-family.ts';

/** The engine's state at one moment as metrics. */
export function engineMetrics(state: StateSnapshot, nowMs: number): readonly MetricFamily[] {
  return [
    ...wholeMetrics(state),
    ...laneMetrics(state.lanes),
    ...endpointMetrics(state.endpoints, nowMs),
    ...poolMetrics(state.pools),
  ];
}

function wholeMetrics({ generation, draining, exchanges, waiting }: StateSnapshot): readonly MetricFamily[] {
  return [
    singleMetric(
      { name: 'laneway.generation', unit: '1', kind: 'gauge', help: 'Number of the config that serves' },
      generation,
    ),
    singleMetric(
      { name: 'laneway.draining', unit: '1', kind: 'gauge', help: 'Whether the gateway is shutting down' },
      Number(draining),
    ),
    singleMetric(
      {
        name: 'laneway.exchanges.in_progress',
        unit: '{exchange}',
        kind: 'gauge',
        help: 'Exchanges that have not ended',
      },
      exchanges,
    ),
    singleMetric(
      {
        name: 'laneway.tickets.waiting',
        unit: '{ticket}',
        kind: 'gauge',
        help: 'Tickets that wait, all lanes together',
      },
      waiting,
    ),
  ];
}

function laneMetrics(lanes: readonly LaneSnapshot[]): readonly MetricFamily[] {
  const each = (measure: (lane: LaneSnapshot) => number): readonly Series[] =>
    lanes.map((lane) => ({ values: [lane.name], measured: measure(lane) }));
  const labels = ['lane'];
  return [
    {
      name: 'laneway.lane.depth',
      unit: '{ticket}',
      kind: 'gauge',
      help: 'Tickets that wait',
      labels,
      series: each((lane) => lane.depth),
    },
    {
      name: 'laneway.lane.oldest_wait',
      unit: 's',
      kind: 'gauge',
      help: 'How long the oldest ticket has waited',
      labels,
      series: each((lane) => lane.oldestWaitMs / 1_000),
    },
    {
      name: 'laneway.lane.running',
      unit: '{request}',
      kind: 'gauge',
      help: 'Requests in progress at endpoints',
      labels,
      series: each((lane) => lane.running),
    },
    {
      name: 'laneway.lane.dispatched',
      unit: '{ticket}',
      kind: 'counter',
      help: 'Tickets that got a slot',
      labels,
      series: each((lane) => lane.dispatchedTotal),
    },
    {
      name: 'laneway.lane.evicted',
      unit: '{ticket}',
      kind: 'counter',
      help: 'Tickets that were evicted',
      labels,
      series: each((lane) => lane.evictedTotal),
    },
  ];
}

function endpointMetrics(endpoints: readonly EndpointSnapshot[], nowMs: number): readonly MetricFamily[] {
  // A quota or probe that an endpoint does not have is left out, not reported as 0.
  const each = (measure: (endpoint: EndpointSnapshot) => number | undefined): readonly Series[] =>
    endpoints.flatMap((endpoint) => {
      const measured = measure(endpoint);
      return measured === undefined ? [] : [{ values: [endpoint.name], measured }];
    });
  const labels = ['endpoint'];
  return [
    {
      name: 'laneway.endpoint.slots',
      unit: '{slot}',
      kind: 'gauge',
      help: 'Requests that it may serve at once',
      labels,
      series: each(({ slots }) => slots),
    },
    {
      name: 'laneway.endpoint.in_flight',
      unit: '{request}',
      kind: 'gauge',
      help: 'Requests that it serves',
      labels,
      series: each(({ inFlight }) => inFlight),
    },
    {
      name: 'laneway.endpoint.throttled',
      unit: 's',
      kind: 'gauge',
      help: 'Time until its throttle ends',
      labels,
      series: each(({ throttledUntilMs }) => Math.max(0, ((throttledUntilMs ?? nowMs) - nowMs) / 1_000)),
    },
    {
      name: 'laneway.endpoint.tokens_left',
      unit: '{token}',
      kind: 'gauge',
      help: 'Tokens left of its quota, negative in debt',
      labels,
      series: each(({ tokensLeft }) => tokensLeft),
    },
    {
      name: 'laneway.endpoint.requests_left',
      unit: '{request}',
      kind: 'gauge',
      help: 'Requests left of its quota, negative in debt',
      labels,
      series: each(({ requestsLeft }) => requestsLeft),
    },
    {
      name: 'laneway.endpoint.healthy',
      unit: '1',
      kind: 'gauge',
      help: 'Whether its probes succeed',
      labels,
      series: each(({ probe }) => (probe === undefined ? undefined : Number(probe === 'healthy'))),
    },
    breakerStates(endpoints),
  ];
}

function poolMetrics(pools: readonly PoolSnapshot[]): readonly MetricFamily[] {
  // Without tiers that share endpoints there is nothing to report.
  if (pools.length === 0) return [];
  const each = (measure: (tier: HeadroomReading) => number): readonly Series[] =>
    pools.flatMap(({ endpoints, tiers }) =>
      tiers.map((tier) => ({ values: [endpoints.join(','), tier.lane], measured: measure(tier) })),
    );
  const labels = ['endpoints', 'lane'];
  return [
    {
      name: 'laneway.pool.busy',
      unit: '1',
      kind: 'gauge',
      help: 'Share of the time of shared slots that was used of late',
      labels: ['endpoints'],
      series: pools.map(({ endpoints, busy }) => ({ values: [endpoints.join(',')], measured: busy })),
    },
    {
      name: 'laneway.pool.spill',
      unit: '1',
      kind: 'gauge',
      help: 'Share of the requests of a lane that took a later class of their route of late',
      labels,
      series: each(({ spill }) => spill),
    },
    {
      name: 'laneway.pool.spill_floor',
      unit: '1',
      kind: 'gauge',
      help: 'That share, if no lower lane used the slots',
      labels,
      series: each(({ floor }) => floor),
    },
    {
      name: 'laneway.pool.headroom',
      unit: '{slot}',
      kind: 'gauge',
      help: 'Slots that lower lanes leave free',
      labels,
      series: each(({ headroom }) => headroom),
    },
  ];
}

function breakerStates(endpoints: readonly EndpointSnapshot[]): MetricFamily {
  const states: readonly BreakerState[] = ['closed', 'open', 'half-open'];
  return {
    name: 'laneway.endpoint.breaker',
    unit: '1',
    kind: 'gauge',
    help: 'Whether its breaker is in that state',
    labels: ['endpoint', 'state'],
    series: endpoints.flatMap(({ name, breaker }) =>
      states.map((state) => ({ values: [name, state], measured: Number(state === breaker) })),
    ),
  };
}

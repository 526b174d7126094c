import type { Clock } from '@laneway/contracts';

import { engineMetrics } from './engine-metrics.ts';
import type { EngineState } from '../engine-state.ts';
import type { EventMetrics } from './event-metrics.ts';
import type { MetricFamily } from './metric-family.ts';
import { processMetrics } from './process-metrics.ts';

/** Sources of metrics. */
export interface MetricSources {
  readonly clock: Clock;
  readonly version: string | undefined;
  readonly log: { readonly dropped: number };
  readonly ledger: { readonly lost: number } | undefined;
  readonly events: EventMetrics | undefined;
}

/** Reads the current values of all metrics. */
export class MetricReader {
  readonly #sources: MetricSources;
  #further: readonly MetricFamily[] = [];
  #observed: EngineState | undefined;

  constructor(sources: MetricSources) {
    this.#sources = sources;
  }

  /** Adds a source. */
  add(families: readonly MetricFamily[]): void {
    this.#further = [...this.#further, ...families];
  }

  observe(engine: EngineState): void {
    this.#observed = engine;
  }

  read(engine: EngineState): readonly MetricFamily[] {
    return [...engineMetrics(engine.state(), this.#sources.clock.nowMs()), ...this.#readOwn()];
  }

  /** Like `read`, for the observed engine, if there is one. */
  readObserved(): readonly MetricFamily[] {
    return this.#observed === undefined ? this.#readOwn() : this.read(this.#observed);
  }

  #readOwn(): readonly MetricFamily[] {
    const { clock, version, events } = this.#sources;
    return [
      ...(events?.families ?? []),
      ...this.#further,
      this.#lost(),
      ...(version === undefined ? [] : [buildInfo(version)]),
      ...processMetrics(clock.nowMs()),
    ];
  }

  #lost(): MetricFamily {
    const { log, ledger } = this.#sources;
    return {
      name: 'laneway.telemetry.lost',
      unit: '{line}',
      kind: 'counter',
      help: 'Lines of the log and the ledger that could not be written',
      labels: ['to'],
      series: [
        { values: ['log'], measured: log.dropped },
        ...(ledger === undefined ? [] : [{ values: ['ledger'], measured: ledger.lost }]),
      ],
    };
  }
}

function buildInfo(version: string): MetricFamily {
  return {
    name: 'laneway.build_info',
    unit: '1',
    kind: 'gauge',
    help: 'Version of the gateway',
    labels: ['version'],
    series: [{ values: [version], measured: 1 }],
  };
}

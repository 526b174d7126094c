import type { BackendPool } from '@laneway/backend-client';
import type {
  Attempt,
  AttemptHandle,
  Clock,
  EndpointTarget,
  ProbeSink,
  ResponseSink,
  Timer,
} from '@laneway/contracts';

import type { SuccessWindow } from './success-window.ts';

/** Settings of probes. Times are milliseconds. */
export interface ProbeSettings {
  /** Path from the root of the host: the endpoint's base path is not added. */
  readonly path: string;
  readonly interval: number;
  readonly timeout: number;
  /** Share of the last probes that must have succeeded, from 0 to 1. */
  readonly successRate: number;
  /** Number of last probes that count. At least 1. */
  readonly window: number;
  /** Share of `interval` by which it varies up and down, from 0 to 1. */
  readonly jitter: number;
}

/** The endpoint to probe, and what is called with the results. */
export interface ProbedEndpoint {
  readonly endpoint: EndpointTarget;
  readonly sink: ProbeSink;
  /** Results of the endpoint's probes, including those before this watch. */
  readonly record: SuccessWindow;
}

/** What probing depends on. */
export interface ProbeDependencies {
  /** A pool that only probes use. */
  readonly pool: BackendPool;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Probes an endpoint at once and then at intervals, until it is stopped. */
export class ProbeWatch {
  readonly #attempt: Attempt;
  readonly #sink: ProbeSink;
  readonly #settings: ProbeSettings;
  readonly #dependencies: ProbeDependencies;
  readonly #record: SuccessWindow;
  // The pause before the next probe, or the timeout of the running one.
  #timer: Timer | undefined;
  #running: AttemptHandle | undefined;

  constructor(
    { endpoint, sink, record }: ProbedEndpoint,
    settings: ProbeSettings,
    dependencies: ProbeDependencies,
  ) {
    this.#attempt = probeOf(endpoint, settings.path);
    this.#sink = sink;
    this.#settings = settings;
    this.#dependencies = dependencies;
    this.#record = record;
  }

  start(): void {
    const { clock, pool } = this.#dependencies;
    const startedAtMs = clock.nowMs();
    this.#timer = clock.setTimer(this.#settings.timeout, () => {
      this.#running?.abort();
      this.#settle(false, startedAtMs);
    });
    this.#running = pool.send(
      this.#attempt,
      wholeAnswer((good) => this.#settle(good, startedAtMs)),
    );
  }

  /** The sink is not called any more. May be called twice. */
  stop(): void {
    this.#timer?.cancel();
    this.#running?.abort();
  }

  #settle(good: boolean, startedAtMs: number): void {
    const { clock, random } = this.#dependencies;
    const { interval, jitter, successRate } = this.#settings;
    this.#timer?.cancel();
    this.#timer = clock.setTimer(interval * (1 + jitter * (2 * random() - 1)), () => this.start());
    this.#record.add(good);
    // Last, because the sink may stop the watch.
    this.#sink.onProbe({ healthy: this.#record.rate >= successRate, latencyMs: clock.nowMs() - startedAtMs });
  }
}

function probeOf(endpoint: EndpointTarget, path: string): Attempt {
  const headers = ['accept', '*/*', 'user-agent', 'laneway'];
  return { endpoint, method: 'GET', target: path, headers, body: { kind: 'none' } };
}

/** Calls `settle` with whether a complete answer with a status of 2xx has arrived. */
function wholeAnswer(settle: (good: boolean) => void): ResponseSink {
  let status = 0;
  return {
    onHead: (head) => {
      status = head.status;
    },
    onData: () => {},
    onEnd: () => settle(status >= 200 && status < 300),
    onError: () => settle(false),
  };
}

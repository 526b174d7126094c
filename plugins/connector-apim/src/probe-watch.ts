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

/** How an endpoint is probed. Times in milliseconds. */
export interface ProbeSettings {
  /** From the host's root: the endpoint's base path isn't put before it. */
  readonly path: string;
  readonly interval: number;
  readonly timeout: number;
  /** From 0 to 1. */
  readonly successRate: number;
  readonly window: number;
  /** Share of `interval` by which it varies, up and down, from 0 to 1. */
  readonly jitter: number;
}

/** Whose probes they are, and who is told. */
export interface Watched {
  readonly endpoint: EndpointTarget;
  readonly sink: ProbeSink;
  /** Of the endpoint's probes, also those before this watch. */
  readonly record: SuccessWindow;
}

/** What probing needs from outside. */
export interface ProbeParts {
  /** For probes only. */
  readonly pool: BackendPool;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Asks an endpoint's probe path, at once and then at intervals, until it is stopped. */
export class ProbeWatch {
  readonly #attempt: Attempt;
  readonly #sink: ProbeSink;
  readonly #settings: ProbeSettings;
  readonly #parts: ProbeParts;
  readonly #record: SuccessWindow;
  // The interval between probes, or the timeout of the one that runs.
  #timer: Timer | undefined;
  #running: AttemptHandle | undefined;

  constructor({ endpoint, sink, record }: Watched, settings: ProbeSettings, parts: ProbeParts) {
    this.#attempt = probeOf(endpoint, settings.path);
    this.#sink = sink;
    this.#settings = settings;
    this.#parts = parts;
    this.#record = record;
  }

  start(): void {
    const { clock, pool } = this.#parts;
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

  /** The sink hears nothing more. Does nothing the second time. */
  stop(): void {
    this.#timer?.cancel();
    this.#running?.abort();
  }

  #settle(good: boolean, startedAtMs: number): void {
    const { clock, random } = this.#parts;
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

/** A sink that tells whether a whole answer came whose status is in the 200s. */
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

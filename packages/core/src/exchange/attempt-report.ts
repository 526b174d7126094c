import type { AttemptOutcome } from '@laneway/contracts';

import type { AttemptRun } from '../attempt/attempt-run.ts';
import { attemptTrace } from '../attempt/trace-ids.ts';
import type { AttemptRecord } from './decision.ts';
import type { Exchange } from './exchange.ts';
import { attemptEnded, failedOver } from './exchange-events.ts';

const noRecords: readonly AttemptRecord[] = [];

/** Reports a request's attempts to the facade's balancer, the telemetry sinks and the decision record. */
export class AttemptReport {
  /** Attempts that have begun. */
  count = 0;
  /** Whether the last of them has yet to end. */
  running = false;
  readonly #exchange: Exchange;
  #records: AttemptRecord[] | undefined;
  #lastEndpoint: string | undefined;
  #lastOutcome: AttemptOutcome | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get records(): readonly AttemptRecord[] {
    return this.#records ?? noRecords;
  }

  begin(run: AttemptRun): void {
    const { engine, facade, record, trace } = this.#exchange;
    const { endpoint } = run.lease;
    const from = this.#lastEndpoint;
    if (engine.hasSinks && from !== undefined && from !== endpoint.name)
      engine.record(failedOver(this.#exchange, from, this.#lastOutcome, endpoint.name));
    this.count += 1;
    this.running = true;
    this.#lastEndpoint = endpoint.name;
    run.trace = trace && attemptTrace(trace, engine.random);
    if (record !== undefined) (this.#records ??= []).push(recordOf(run));
    this.#exchange.guard('balancer', () => facade?.balancer.onAttemptStart?.(endpoint));
  }

  /** `learned`: what the balancer and the endpoint conclude from the outcome. */
  end(run: AttemptRun, outcome: AttemptOutcome, learned: AttemptOutcome): void {
    this.running = false;
    this.#lastOutcome = outcome;
    const { engine, facade } = this.#exchange;
    const { firstByteMs } = run;
    const endedAtMs = engine.now();
    const record = this.#records?.at(-1);
    if (record !== undefined) {
      record.endedAtMs = endedAtMs;
      record.firstByteMs = firstByteMs;
      record.outcome = outcome;
    }
    const ended = { outcome: learned, firstByteMs, durationMs: endedAtMs - run.startedAtMs };
    this.#exchange.guard('balancer', () => facade?.balancer.onAttemptEnd?.(run.lease.endpoint, ended));
    if (engine.hasSinks) engine.record(attemptEnded(this.#exchange, run, outcome));
  }
}

function recordOf({ lease, startedAtMs, trace }: AttemptRun): AttemptRecord {
  return {
    endpoint: lease.endpoint.name,
    startedAtMs,
    endedAtMs: undefined,
    firstByteMs: undefined,
    outcome: undefined,
    trace,
  };
}

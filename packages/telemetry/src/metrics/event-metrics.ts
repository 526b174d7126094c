import type {
  AttemptEnded,
  ExchangeEnded,
  GatewayEvent,
  TelemetrySink,
  Usage,
  Warned,
} from '@laneway/contracts';

import { BucketHistogram } from './bucket-histogram.ts';
import { Counter } from './counter.ts';
import type { MetricFamily } from './metric-family.ts';

/** Upper bounds in seconds: from cached answers to long reports. */
const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];

/** Counts events. Plain numbers in memory: an event costs a few additions, and text is written only when metrics are read. */
export class EventMetrics implements TelemetrySink {
  readonly #exchanges = new Counter({
    name: 'laneway.exchanges',
    unit: '{exchange}',
    help: 'Exchanges that have ended, by outcome and class of the status that the client got',
    labels: ['facade', 'tier', 'lane', 'outcome', 'status'],
  });
  readonly #spilled = new Counter({
    name: 'laneway.exchanges.spilled',
    unit: '{exchange}',
    help: 'Exchanges that a later selector of their tier served',
    labels: ['facade', 'tier'],
  });
  readonly #attempts = new Counter({
    name: 'laneway.attempts',
    unit: '{attempt}',
    help: 'Attempts at endpoints that have ended, by outcome and, if failed, reason',
    labels: ['endpoint', 'outcome', 'reason'],
  });
  readonly #throttles = new Counter({
    name: 'laneway.throttles',
    unit: '{attempt}',
    help: 'Attempts that a backend throttled, by status',
    labels: ['endpoint', 'status'],
  });
  readonly #failovers = new Counter({
    name: 'laneway.failovers',
    unit: '{request}',
    help: 'Failovers of a request from one endpoint to another',
    labels: ['facade', 'from', 'to', 'reason'],
  });
  readonly #tokens = new Counter({
    name: 'laneway.tokens',
    unit: '{token}',
    help: 'Tokens, as reported (exact), estimated or from a separate quota (separate); prompt includes cached, completion includes reasoning',
    labels: ['endpoint', 'model', 'type', 'source'],
  });
  readonly #breakerChanges = new Counter({
    name: 'laneway.breaker.changes',
    unit: '{change}',
    help: 'Changes of breakers, by the state that they changed to',
    labels: ['endpoint', 'state'],
  });
  readonly #pluginErrors = new Counter({
    name: 'laneway.plugin.errors',
    unit: '{error}',
    help: 'Errors that plugins threw',
    labels: ['plugin'],
  });
  readonly #warnings = new Counter({
    name: 'laneway.warnings',
    unit: '{warning}',
    help: 'Warnings to operators',
    labels: ['subject'],
  });
  readonly #wait = new BucketHistogram(
    { name: 'laneway.queue.wait', unit: 's', help: 'Time in a lane', labels: ['lane', 'facade'] },
    durations,
  );
  readonly #firstByte = new BucketHistogram(
    {
      name: 'laneway.first_byte',
      unit: 's',
      help: 'From arrival to the first byte of the answer',
      labels: ['lane', 'facade'],
    },
    durations,
  );
  readonly #duration = new BucketHistogram(
    {
      name: 'laneway.exchange.duration',
      unit: 's',
      help: 'From arrival to the end of the answer',
      labels: ['lane', 'facade'],
    },
    durations,
  );

  /** All metrics. */
  readonly families: readonly MetricFamily[] = [
    this.#exchanges,
    this.#spilled,
    this.#attempts,
    this.#throttles,
    this.#failovers,
    this.#tokens,
    this.#breakerChanges,
    this.#pluginErrors,
    this.#warnings,
    this.#wait,
    this.#firstByte,
    this.#duration,
  ];

  record(event: GatewayEvent): void {
    switch (event.kind) {
      case 'exchange-ended':
        return this.#exchange(event);
      case 'attempt-ended':
        return this.#attempt(event);
      case 'failed-over':
        return this.#failovers.add(1, event.facade, event.from, event.to, event.reason);
      case 'breaker-changed':
        return this.#breakerChanges.add(1, event.endpoint, event.state);
      case 'warned':
        return this.#warned(event);
      case 'endpoint-throttled':
      case 'endpoint-probed':
      case 'generation-changed':
        // Read from the engine's state instead.
        return;
      default:
        event satisfies never;
    }
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #exchange(event: ExchangeEnded): void {
    const { facade = '', tier = '', lane = '', outcome, waitedMs, firstByteMs, durationMs, usage } = event;
    this.#exchanges.add(1, facade, tier, lane, outcome, statusClass(event.status));
    if (event.spilled) this.#spilled.add(1, facade, tier);
    // Requests that never had a lane would distort the waits of lanes.
    if (event.lane !== undefined) this.#wait.record(waitedMs / 1_000, lane, facade);
    if (firstByteMs !== undefined) this.#firstByte.record(firstByteMs / 1_000, lane, facade);
    this.#duration.record(durationMs / 1_000, lane, facade);
    if (usage !== undefined) this.#use(usage, event);
  }

  #use(usage: Usage, { endpoint = '', model = '', usageExact }: ExchangeEnded): void {
    const source = sourceOf(usage, usageExact);
    this.#tokens.add(usage.promptTokens, endpoint, model, 'prompt', source);
    this.#tokens.add(usage.completionTokens, endpoint, model, 'completion', source);
    if (usage.cachedTokens > 0) this.#tokens.add(usage.cachedTokens, endpoint, model, 'cached', source);
    if (usage.reasoningTokens > 0)
      this.#tokens.add(usage.reasoningTokens, endpoint, model, 'reasoning', source);
  }

  #attempt({ endpoint, outcome }: AttemptEnded): void {
    this.#attempts.add(1, endpoint, outcome.kind, outcome.kind === 'failed' ? outcome.reason : '');
    if (outcome.kind === 'throttled') this.#throttles.add(1, endpoint, String(outcome.status));
  }

  #warned({ subject, name }: Warned): void {
    this.#warnings.add(1, subject);
    if (subject === 'plugin') this.#pluginErrors.add(1, name);
  }
}

function sourceOf({ separateQuota }: Usage, isExact: boolean): 'exact' | 'estimated' | 'separate' {
  if (separateQuota === true) return 'separate';
  return isExact ? 'exact' : 'estimated';
}

// Constants, because a new string must be hashed again for each look-up.
const statusClasses = Array.from({ length: 10 }, (_, first) => `${first}xx`);

function statusClass(status: number | undefined): string {
  return status === undefined ? '' : (statusClasses[Math.floor(status / 100)] ?? '');
}

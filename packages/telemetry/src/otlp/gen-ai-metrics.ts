import type { ExchangeEnded, GatewayEvent, TelemetrySink } from '@laneway/contracts';

import { attributeNames, genAiMetricNames } from './attribute-names.ts';
import { BucketHistogram } from '../metrics/bucket-histogram.ts';
import type { MetricFamily } from '../metrics/metric-family.ts';
import type { Operation } from './operation.ts';
import { operationOf } from './operation.ts';

// The buckets that the conventions recommend.
const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const firstToken = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const tokens = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];

const { operation, provider, requestModel, tokenType, errorType } = attributeNames;

/** The metrics of OpenTelemetry's conventions for generative AI, from the point of view of callers. */
export class GenAiMetrics implements TelemetrySink {
  readonly #duration = new BucketHistogram(
    {
      name: genAiMetricNames.duration,
      unit: 's',
      help: 'Duration of operations of models, waits included',
      labels: [operation, provider, requestModel, errorType],
    },
    seconds,
  );
  readonly #tokens = new BucketHistogram(
    {
      name: genAiMetricNames.tokens,
      unit: '{token}',
      help: 'Tokens of an operation, as its backend reported them',
      labels: [operation, provider, requestModel, tokenType],
    },
    tokens,
  );
  readonly #firstToken = new BucketHistogram(
    {
      name: genAiMetricNames.timeToFirstToken,
      unit: 's',
      help: 'From arrival to the first byte of a good answer',
      labels: [operation, provider, requestModel],
    },
    firstToken,
  );

  readonly families: readonly MetricFamily[] = [this.#duration, this.#tokens, this.#firstToken];

  record(event: GatewayEvent): void {
    if (event.kind !== 'exchange-ended') return;
    const asked = operationOf(event.path);
    if (asked !== undefined) this.#measure(event, asked);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #measure(event: ExchangeEnded, asked: Operation): void {
    const { model = '', usage, usageExact, firstByteMs, durationMs } = event;
    const error = errorOf(event);
    this.#duration.record(durationMs / 1_000, asked.name, asked.provider, model, error);
    if (error === '' && firstByteMs !== undefined) {
      this.#firstToken.record(firstByteMs / 1_000, asked.name, asked.provider, model);
    }
    // Tokens of a batch do not belong to one call.
    if (usage === undefined || !usageExact || usage.separateQuota === true) return;
    this.#tokens.record(usage.promptTokens, asked.name, asked.provider, model, 'input');
    this.#tokens.record(usage.completionTokens, asked.name, asked.provider, model, 'output');
  }
}

function errorOf({ error, outcome, status = 0 }: ExchangeEnded): string {
  if (error !== undefined) return error;
  if (outcome !== 'served') return outcome;
  return status >= 400 ? String(status) : '';
}

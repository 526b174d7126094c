import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExchangeEnded } from '@laneway/contracts';
import { anExchangeEnded, aPlugin, telemetrySinkConformance } from '@laneway/testkit';

import { GenAiMetrics } from './gen-ai-metrics.ts';

/** Sum and count by the values of the labels, for one metric. */
function measured(
  name: string,
  ...events: readonly ExchangeEnded[]
): Readonly<Record<string, readonly number[]>> {
  const metrics = new GenAiMetrics();
  for (const event of events) metrics.record(event);
  const series = metrics.families.find((family) => family.name === name)?.series ?? [];
  const entries = series.map(({ values, measured: spread }) => [
    values.join(' ').trim(),
    typeof spread === 'number' ? [spread] : [spread.sum, spread.count],
  ]);
  return Object.fromEntries(entries);
}

telemetrySinkConformance({ test, plugin: aPlugin('telemetry-sink', () => new GenAiMetrics()) });

test('durations are measured by operation, provider, model and, on failure, error', () => {
  const durations = measured(
    'gen_ai.client.operation.duration',
    anExchangeEnded({ durationMs: 900 }),
    anExchangeEnded({ durationMs: 100, status: 404 }),
    anExchangeEnded({ durationMs: 200, outcome: 'evicted', error: 'queue_full', status: 429 }),
    anExchangeEnded({ durationMs: 300, outcome: 'cancelled', status: undefined }),
  );
  assert.deepEqual(durations, {
    'chat azure.ai.openai gpt-4o': [0.9, 1],
    'chat azure.ai.openai gpt-4o 404': [0.1, 1],
    'chat azure.ai.openai gpt-4o queue_full': [0.2, 1],
    'chat azure.ai.openai gpt-4o cancelled': [0.3, 1],
  });
});

test('only reported tokens are measured, never estimates', () => {
  const tokens = measured(
    'gen_ai.client.token.usage',
    anExchangeEnded(),
    anExchangeEnded({ usageExact: false }),
  );
  assert.deepEqual(tokens, {
    'chat azure.ai.openai gpt-4o input': [20, 1],
    'chat azure.ai.openai gpt-4o output': [80, 1],
  });
});

test('only good answers count for the time to the first token', () => {
  const firstTokens = measured(
    'gen_ai.server.time_to_first_token',
    anExchangeEnded({ firstByteMs: 300 }),
    anExchangeEnded({ firstByteMs: 5, status: 400 }),
    anExchangeEnded({ firstByteMs: undefined }),
  );
  assert.deepEqual(firstTokens, { 'chat azure.ai.openai gpt-4o': [0.3, 1] });
});

test('requests without a model operation are not measured', () => {
  assert.deepEqual(measured('gen_ai.client.operation.duration', anExchangeEnded({ path: '/v1/models' })), {});
});

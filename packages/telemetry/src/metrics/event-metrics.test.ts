import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptOutcome, GatewayEvent } from '@laneway/contracts';
import { anAttemptEnded, anExchangeEnded, aPlugin, telemetrySinkConformance } from '@laneway/testkit';

import { EventMetrics } from './event-metrics.ts';
import { prometheusText } from './prometheus-text.ts';

/** The lines of samples, without comments. */
function linesAfter(...events: readonly GatewayEvent[]): readonly string[] {
  const metrics = new EventMetrics();
  for (const event of events) metrics.record(event);
  return prometheusText(metrics.families)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function linesOf(name: string, lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith(`${name}{`));
}

const atMs = Date.UTC(2026, 0, 1);

telemetrySinkConformance({ test, plugin: aPlugin('telemetry-sink', () => new EventMetrics()) });

test('exchanges are counted by facade, tier, lane, outcome and class of status', () => {
  const lines = linesAfter(
    anExchangeEnded({ tier: 'gold' }),
    anExchangeEnded({ tier: 'gold', status: 201 }),
    anExchangeEnded({ outcome: 'evicted', error: 'queue_full', status: 429 }),
    anExchangeEnded({ outcome: 'cancelled', error: 'cancelled', status: undefined, facade: undefined }),
  );
  assert.deepEqual(linesOf('laneway_exchanges_total', lines), [
    'laneway_exchanges_total{facade="chat",tier="gold",lane="standard",outcome="served",status="2xx"} 2',
    'laneway_exchanges_total{facade="chat",lane="standard",outcome="evicted",status="4xx"} 1',
    'laneway_exchanges_total{lane="standard",outcome="cancelled"} 1',
  ]);
});

test('attempts are counted by endpoint and outcome, failures by reason, and throttles by status', () => {
  const throttled: AttemptOutcome = {
    kind: 'throttled',
    status: 429,
    retryAfterMs: 10,
    final: false,
    requeue: false,
  };
  const failed: AttemptOutcome = {
    kind: 'failed',
    reason: 'timeout',
    status: undefined,
    retryable: true,
    message: '',
  };
  const lines = linesAfter(
    anAttemptEnded(),
    anAttemptEnded({ outcome: throttled }),
    anAttemptEnded({ outcome: throttled }),
    anAttemptEnded({ endpoint: 'b', outcome: failed }),
  );
  assert.deepEqual(linesOf('laneway_attempts_total', lines), [
    'laneway_attempts_total{endpoint="a",outcome="success"} 1',
    'laneway_attempts_total{endpoint="a",outcome="throttled"} 2',
    'laneway_attempts_total{endpoint="b",outcome="failed",reason="timeout"} 1',
  ]);
  assert.deepEqual(linesOf('laneway_throttles_total', lines), [
    'laneway_throttles_total{endpoint="a",status="429"} 2',
  ]);
});

test('failovers are counted by endpoint of origin, endpoint of destination and reason', () => {
  const lines = linesAfter({
    kind: 'failed-over',
    atMs,
    requestId: 'r',
    facade: 'chat',
    from: 'a',
    to: 'b',
    reason: 'reset',
  });
  assert.deepEqual(linesOf('laneway_failovers_total', lines), [
    'laneway_failovers_total{facade="chat",from="a",to="b",reason="reset"} 1',
  ]);
});

test('tokens are counted by endpoint, model and kind; reported, estimated and separate ones each on their own', () => {
  const lines = linesAfter(
    anExchangeEnded({
      usage: { promptTokens: 20, cachedTokens: 8, completionTokens: 80, reasoningTokens: 5 },
    }),
    anExchangeEnded({
      usage: { promptTokens: 3, cachedTokens: 0, completionTokens: 4, reasoningTokens: 0 },
      usageExact: false,
    }),
    anExchangeEnded({ usage: undefined }),
    anExchangeEnded({
      usage: {
        promptTokens: 9,
        cachedTokens: 0,
        completionTokens: 7,
        reasoningTokens: 0,
        separateQuota: true,
      },
    }),
  );
  assert.deepEqual(linesOf('laneway_tokens_total', lines), [
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="prompt",source="exact"} 20',
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="completion",source="exact"} 80',
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="cached",source="exact"} 8',
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="reasoning",source="exact"} 5',
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="prompt",source="estimated"} 3',
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="completion",source="estimated"} 4',
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="prompt",source="separate"} 9',
    'laneway_tokens_total{endpoint="a",model="gpt-4o",type="completion",source="separate"} 7',
  ]);
});

test('waits, first bytes and durations are measured in seconds by lane and facade', () => {
  const lines = linesAfter(anExchangeEnded({ waitedMs: 40, firstByteMs: 300, durationMs: 900 }));
  const labels = 'lane="standard",facade="chat"';
  assert.ok(lines.includes(`laneway_queue_wait_seconds_sum{${labels}} 0.04`));
  assert.ok(lines.includes(`laneway_queue_wait_seconds_bucket{${labels},le="0.025"} 0`));
  assert.ok(lines.includes(`laneway_queue_wait_seconds_bucket{${labels},le="0.05"} 1`));
  assert.ok(lines.includes(`laneway_first_byte_seconds_sum{${labels}} 0.3`));
  assert.ok(lines.includes(`laneway_exchange_duration_seconds_sum{${labels}} 0.9`));
});

test('a request rejected before it had a lane does not count as a short wait', () => {
  const lines = linesAfter(anExchangeEnded({ outcome: 'rejected', lane: undefined, firstByteMs: undefined }));
  assert.deepEqual(
    lines.filter((line) => line.startsWith('laneway_queue_wait')),
    [],
  );
  assert.deepEqual(
    lines.filter((line) => line.startsWith('laneway_first_byte')),
    [],
  );
});

test('warnings are counted by subject, and errors of plugins by plugin', () => {
  const lines = linesAfter(
    { kind: 'warned', atMs, subject: 'plugin', name: 'openai', message: 'threw TypeError: no' },
    { kind: 'warned', atMs, subject: 'endpoint', name: 'a', message: 'answers 401' },
  );
  assert.deepEqual(linesOf('laneway_warnings_total', lines), [
    'laneway_warnings_total{subject="plugin"} 1',
    'laneway_warnings_total{subject="endpoint"} 1',
  ]);
  assert.deepEqual(linesOf('laneway_plugin_errors_total', lines), [
    'laneway_plugin_errors_total{plugin="openai"} 1',
  ]);
});

test('no label contains the name of a user', () => {
  const metrics = new EventMetrics();
  metrics.record(anExchangeEnded({ profile: 'alice-7' }));
  assert.doesNotMatch(prometheusText(metrics.families), /alice-7/);
});

test('any number of model names makes a bounded number of lines', () => {
  const metrics = new EventMetrics();
  for (let turn = 0; turn < 5_000; turn += 1) metrics.record(anExchangeEnded({ model: `made-up-${turn}` }));
  const lines = prometheusText(metrics.families).split('\n');
  assert.ok(lines.filter((line) => line.startsWith('laneway_tokens_total{')).length <= 2 * 1_001);
  assert.ok(
    lines.includes('laneway_tokens_total{endpoint="a",model="other",type="prompt",source="exact"} 80000'),
  );
});

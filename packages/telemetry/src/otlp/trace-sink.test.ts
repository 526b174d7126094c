import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptEnded, GatewayEvent, TraceContext } from '@laneway/contracts';
import { startEngine } from '@laneway/core/testing';
import { anAttemptEnded, anExchangeEnded, aPlugin, telemetrySinkConformance } from '@laneway/testkit';

import type { FinishedSpan } from './finished-span.ts';
import { TraceSink } from './trace-sink.ts';

const startMs = Date.UTC(2026, 0, 1);
const trace: TraceContext = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  parentSpanId: undefined,
  sampled: true,
};

/** The trace context of an attempt in the trace of an exchange. */
function within(exchange: TraceContext, spanId: string): TraceContext {
  return { ...exchange, spanId, parentSpanId: exchange.spanId };
}

/** Attempts first, then their exchange. */
function spansOf(...events: readonly GatewayEvent[]): readonly FinishedSpan[] {
  const spans: FinishedSpan[] = [];
  const sink = new TraceSink((span) => spans.push(span));
  for (const event of events) sink.record(event);
  return spans;
}

telemetrySinkConformance({ test, plugin: aPlugin('telemetry-sink', () => new TraceSink(() => undefined)) });

test('an exchange is a span from its arrival to its end, with a child for each attempt', () => {
  const throttled = {
    kind: 'throttled',
    status: 429,
    retryAfterMs: 5,
    final: false,
    requeue: false,
  } as const;
  const [first, second, exchange] = spansOf(
    anAttemptEnded({
      atMs: startMs + 200,
      startedAtMs: startMs + 100,
      outcome: throttled,
      trace: within(trace, '1'.repeat(16)),
    }),
    anAttemptEnded({
      atMs: startMs + 900,
      startedAtMs: startMs + 210,
      endpoint: 'b',
      number: 2,
      trace: within(trace, '2'.repeat(16)),
    }),
    anExchangeEnded({ atMs: startMs + 901, receivedAtMs: startMs, endpoint: 'b', attempts: 2, trace }),
  );
  assert.deepEqual([exchange?.name, exchange?.kind], ['POST chat', 'server']);
  assert.deepEqual([exchange?.startMs, exchange?.endMs, exchange?.trace], [startMs, startMs + 901, trace]);
  assert.deepEqual([first?.name, first?.kind], ['chat gpt-4o', 'client']);
  assert.deepEqual([first?.startMs, first?.endMs, first?.failed], [startMs + 100, startMs + 200, true]);
  assert.equal(first?.attributes['laneway.endpoint'], 'a');
  assert.equal(first?.attributes['http.response.status_code'], 429);
  assert.equal(first?.attributes['error.type'], '429');
  assert.deepEqual([second?.startMs, second?.endMs, second?.failed], [startMs + 210, startMs + 900, false]);
  assert.equal(second?.attributes['laneway.endpoint'], 'b');
  assert.equal(second?.attributes['laneway.attempt.number'], 2);
  assert.equal(second?.trace.parentSpanId, trace.spanId);
});

test('model, tokens and wait are attributes with the names of the conventions', () => {
  const [attempt, exchange] = spansOf(
    anAttemptEnded({ trace: within(trace, '1'.repeat(16)) }),
    anExchangeEnded({
      trace,
      tier: 'gold',
      waitedMs: 250,
      usage: {
        promptTokens: 20,
        cachedTokens: 8,
        completionTokens: 80,
        reasoningTokens: 5,
        model: 'gpt-4o-2024-11-20',
      },
    }),
  );
  for (const span of [attempt, exchange]) {
    assert.equal(span?.attributes['gen_ai.operation.name'], 'chat');
    assert.equal(span?.attributes['gen_ai.provider.name'], 'azure.ai.openai');
    assert.equal(span?.attributes['gen_ai.request.model'], 'gpt-4o');
    assert.equal(span?.attributes['gen_ai.response.model'], 'gpt-4o-2024-11-20');
    assert.equal(span?.attributes['gen_ai.usage.input_tokens'], 20);
    assert.equal(span?.attributes['gen_ai.usage.cache_read.input_tokens'], 8);
    assert.equal(span?.attributes['gen_ai.usage.output_tokens'], 80);
  }
  assert.equal(exchange?.attributes['laneway.tier'], 'gold');
  assert.equal(exchange?.attributes['laneway.queue.wait'], 0.25);
  assert.equal(attempt?.attributes['gen_ai.response.time_to_first_chunk'], 0.3);
});

test('only the attempt that was answered has the tokens', () => {
  const outcome = {
    kind: 'failed',
    reason: 'reset',
    status: undefined,
    retryable: true,
    message: 'broke',
  } as const;
  const [failed, answered] = spansOf(
    anAttemptEnded({ outcome, trace: within(trace, '1'.repeat(16)) }),
    anAttemptEnded({ number: 2, trace: within(trace, '2'.repeat(16)) }),
    anExchangeEnded({ trace }),
  );
  assert.equal(failed?.attributes['gen_ai.usage.input_tokens'], undefined);
  assert.equal(failed?.attributes['error.type'], 'reset');
  assert.equal(answered?.attributes['gen_ai.usage.input_tokens'], 20);
  assert.equal(answered?.attributes['http.response.status_code'], 200);
});

test('exchanges that are not sampled or not traced make no span', () => {
  const unsampled = { ...trace, sampled: false };
  assert.deepEqual(
    spansOf(
      anAttemptEnded({ trace: within(unsampled, '1'.repeat(16)) }),
      anExchangeEnded({ trace: unsampled }),
    ),
    [],
  );
  assert.deepEqual(spansOf(anAttemptEnded(), anExchangeEnded()), []);
});

test('a failed exchange is an error that names its code', () => {
  const [exchange] = spansOf(
    anExchangeEnded({ trace, outcome: 'failed', error: 'bad_gateway', status: 502 }),
  );
  assert.equal(exchange?.failed, true);
  assert.equal(exchange?.attributes['error.type'], 'bad_gateway');
});

test('attempts of one exchange do not appear in another, even with the same request id', () => {
  const [one, two] = [
    { ...trace, spanId: 'a'.repeat(16) },
    { ...trace, spanId: 'b'.repeat(16) },
  ];
  const attemptOf = (exchange: TraceContext, endpoint: string): AttemptEnded =>
    anAttemptEnded({ endpoint, trace: within(exchange, endpoint.repeat(16)) });
  const spans = spansOf(
    attemptOf(one, '1'),
    attemptOf(two, '2'),
    anExchangeEnded({ endpoint: '2', trace: two }),
    anExchangeEnded({ endpoint: '1', trace: one }),
    anExchangeEnded({ endpoint: '1', trace: one }),
  );
  assert.deepEqual(
    spans.map(({ kind, attributes }) => [kind, attributes['laneway.endpoint']]),
    [
      ['client', '2'],
      ['server', '2'],
      ['client', '1'],
      ['server', '1'],
      ['server', '1'],
    ],
  );
});

test('the backend gets the recorded span in traceparent, within the trace of the caller', async () => {
  const spans: FinishedSpan[] = [];
  const engine = await startEngine({ sinks: [new TraceSink((span) => spans.push(span))], traceSampling: 1 });
  engine.send({ headers: ['traceparent', `00-${trace.traceId}-${trace.spanId}-01`] });
  const { headers } = engine.backend.last().request;
  engine.backend.last().answer();
  const [attempt, exchange] = spans;
  assert.equal(exchange?.trace.traceId, trace.traceId);
  assert.equal(exchange?.trace.parentSpanId, trace.spanId);
  assert.equal(attempt?.trace.parentSpanId, exchange?.trace.spanId);
  assert.ok(headers.includes(`00-${trace.traceId}-${attempt?.trace.spanId}-01`));
});

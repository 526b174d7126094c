import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { GatewayEvent } from '@laneway/contracts';
import { anAttemptEnded, anExchangeEnded, aPlugin, telemetrySinkConformance } from '@laneway/testkit';

import { rootSampler } from './root-sampler.ts';
import { TraceSink } from './trace-sink.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const startMs = Date.UTC(2026, 0, 1);

function aTracer() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: rootSampler({}),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  return { exporter, tracer: provider.getTracer('test') };
}

/** Attempts first, as they end, then the exchange. */
function spansOf(...events: readonly GatewayEvent[]): readonly ReadableSpan[] {
  const { exporter, tracer } = aTracer();
  const sink = new TraceSink(tracer);
  for (const event of events) sink.record(event);
  return exporter.getFinishedSpans();
}

function msOf([seconds, nanoseconds]: readonly [number, number]): number {
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

telemetrySinkConformance({ test, plugin: aPlugin('telemetry-sink', () => new TraceSink(aTracer().tracer)) });

test('an exchange is a span from its arrival to its end, with an attempt in it for each that was made', () => {
  const [first, second, exchange] = spansOf(
    anAttemptEnded({
      atMs: startMs + 200,
      startedAtMs: startMs + 100,
      outcome: { kind: 'throttled', status: 429, retryAfterMs: 5, final: false, requeue: false },
    }),
    anAttemptEnded({ atMs: startMs + 900, startedAtMs: startMs + 210, endpoint: 'b', number: 2 }),
    anExchangeEnded({ atMs: startMs + 901, receivedAtMs: startMs, endpoint: 'b', attempts: 2 }),
  );
  assert.equal(exchange?.name, 'POST chat');
  assert.equal(exchange?.kind, SpanKind.SERVER);
  assert.deepEqual(
    [msOf(exchange?.startTime ?? [0, 0]), msOf(exchange?.endTime ?? [0, 0])],
    [startMs, startMs + 901],
  );
  for (const attempt of [first, second]) {
    assert.equal(attempt?.kind, SpanKind.CLIENT);
    assert.equal(attempt?.name, 'chat gpt-4o');
    assert.equal(attempt?.parentSpanContext?.spanId, exchange?.spanContext().spanId);
  }
  assert.deepEqual(
    [msOf(first?.startTime ?? [0, 0]), msOf(first?.endTime ?? [0, 0])],
    [startMs + 100, startMs + 200],
  );
  assert.equal(first?.attributes['laneway.endpoint'], 'a');
  assert.equal(first?.attributes['http.response.status_code'], 429);
  assert.equal(first?.attributes['error.type'], '429');
  assert.equal(first?.status.code, SpanStatusCode.ERROR);
  assert.equal(second?.attributes['laneway.endpoint'], 'b');
  assert.equal(second?.attributes['laneway.attempt.number'], 2);
  assert.equal(second?.status.code, SpanStatusCode.UNSET);
});

test('model, tokens and wait are told in the words of the conventions', () => {
  const [attempt, exchange] = spansOf(
    anAttemptEnded(),
    anExchangeEnded({
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

test('the span of a caller is the parent, and its trace goes on', () => {
  const [exchange] = spansOf(anExchangeEnded({ traceparent: `00-${traceId}-${spanId}-01` }));
  assert.equal(exchange?.spanContext().traceId, traceId);
  assert.equal(exchange?.parentSpanContext?.spanId, spanId);
});

test('what the caller does not record is not recorded here either', () => {
  assert.deepEqual(
    spansOf(anAttemptEnded(), anExchangeEnded({ traceparent: `00-${traceId}-${spanId}-00` })),
    [],
  );
});

test('without a usable traceparent a new trace begins', () => {
  for (const traceparent of [undefined, 'garbage']) {
    const [exchange] = spansOf(anExchangeEnded({ traceparent }));
    assert.equal(exchange?.parentSpanContext, undefined);
    assert.notEqual(exchange?.spanContext().traceId, traceId);
  }
});

test('a failed exchange is an error that names its code', () => {
  const [exchange] = spansOf(anExchangeEnded({ outcome: 'failed', error: 'bad_gateway', status: 502 }));
  assert.equal(exchange?.status.code, SpanStatusCode.ERROR);
  assert.equal(exchange?.attributes['error.type'], 'bad_gateway');
});

test('attempts of one request do not end up in another', () => {
  const spans = spansOf(
    anAttemptEnded({ requestId: 'one', endpoint: 'a' }),
    anAttemptEnded({ requestId: 'two', endpoint: 'b' }),
    anExchangeEnded({ requestId: 'two', endpoint: 'b' }),
    anExchangeEnded({ requestId: 'one', endpoint: 'a' }),
    anExchangeEnded({ requestId: 'one', endpoint: 'a' }),
  );
  assert.deepEqual(
    spans.map((span) => [span.kind, span.attributes['laneway.endpoint']]),
    [
      [SpanKind.CLIENT, 'b'],
      [SpanKind.SERVER, 'b'],
      [SpanKind.CLIENT, 'a'],
      [SpanKind.SERVER, 'a'],
      [SpanKind.SERVER, 'a'],
    ],
  );
});

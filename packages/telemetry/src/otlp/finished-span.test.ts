import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';

import type { FinishedSpan } from './finished-span.ts';
import { readableSpan } from './finished-span.ts';

const startMs = Date.UTC(2026, 0, 1);
const span: FinishedSpan = {
  trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentSpanId: 'c'.repeat(16), sampled: true },
  name: 'POST chat',
  kind: 'server',
  startMs: startMs + 0.25,
  endMs: startMs + 1_500,
  attributes: { 'laneway.lane': 'gold', 'laneway.tier': undefined },
  failed: true,
  firstByteAtMs: startMs + 300,
};
const origin = { resource: emptyResource(), version: '1.2.3' };

test('an exporter reads times to the nanosecond, status, and only attributes that have a value', () => {
  const readable = readableSpan(span, origin);
  assert.deepEqual(readable.startTime, [startMs / 1_000, 250_000]);
  assert.deepEqual(readable.endTime, [startMs / 1_000 + 1, 500_000_000]);
  assert.deepEqual(readable.duration, [1, 499_750_000]);
  assert.equal(readable.status.code, SpanStatusCode.ERROR);
  assert.deepEqual(readable.attributes, { 'laneway.lane': 'gold' });
  assert.deepEqual(readable.events, [{ name: 'first byte', time: [startMs / 1_000, 300_000_000] }]);
  assert.equal(readable.instrumentationScope.version, '1.2.3');
});

test('the parent of an exchange is remote, that of an attempt is not', () => {
  assert.equal(readableSpan(span, origin).parentSpanContext?.isRemote, true);
  const attempt = readableSpan({ ...span, kind: 'client' }, origin);
  assert.equal(attempt.parentSpanContext?.isRemote, false);
  assert.equal(attempt.kind, SpanKind.CLIENT);
});

test('the first span of a trace has no parent', () => {
  const first = readableSpan({ ...span, trace: { ...span.trace, parentSpanId: undefined } }, origin);
  assert.equal(first.parentSpanContext, undefined);
});

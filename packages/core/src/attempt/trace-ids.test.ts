import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attemptTrace, exchangeTrace, traceparentOf } from './trace-ids.ts';

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('an exchange is a child of the caller’s span and keeps its trace and its sampling', () => {
  const trace = exchangeTrace(caller, Math.random, 0);
  assert.equal(trace.traceId, '0af7651916cd43dd8448eb211c80319c');
  assert.equal(trace.parentSpanId, 'b7ad6b7169203331');
  assert.equal(trace.sampled, true);
  assert.equal(exchangeTrace(caller.replace(/01$/, '00'), Math.random, 1).sampled, false);
});

for (const bad of [
  undefined,
  '',
  'nonsense',
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
]) {
  test(`the header ${JSON.stringify(bad)} starts a new trace`, () => {
    const trace = exchangeTrace(bad, Math.random, 1);
    assert.match(trace.traceId, /^[\da-f]{32}$/);
    assert.equal(trace.parentSpanId, undefined);
    assert.equal(trace.sampled, true);
  });
}

test('an attempt is a child of its exchange, and the backend gets the span of the attempt', () => {
  const exchange = exchangeTrace(caller, Math.random, 1);
  const attempt = attemptTrace(exchange, Math.random);
  assert.equal(attempt.parentSpanId, exchange.spanId);
  assert.equal(traceparentOf(attempt), `00-${exchange.traceId}-${attempt.spanId}-01`);
});

test('ids are never all zeros', () => {
  const trace = exchangeTrace(undefined, () => 0, 1);
  assert.doesNotMatch(trace.traceId, /^0+$/);
  assert.doesNotMatch(trace.spanId, /^0+$/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseTraceparent } from './traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

test('a traceparent has trace, span and whether the caller records it', () => {
  assert.deepEqual(parseTraceparent(`00-${traceId}-${spanId}-01`), { traceId, spanId, sampled: true });
  assert.deepEqual(parseTraceparent(`00-${traceId}-${spanId}-00`), { traceId, spanId, sampled: false });
});

test('other flags than sampled are ignored', () => {
  assert.equal(parseTraceparent(`00-${traceId}-${spanId}-03`)?.sampled, true);
  assert.equal(parseTraceparent(`00-${traceId}-${spanId}-02`)?.sampled, false);
});

test('a later version may have more fields at the end', () => {
  assert.equal(parseTraceparent(`01-${traceId}-${spanId}-01-more`)?.traceId, traceId);
});

test('an invalid traceparent is ignored', () => {
  const wrong = [
    undefined,
    '',
    'garbage',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${traceId}-${spanId}`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId}-${spanId}-01\n`,
  ];
  for (const header of wrong) assert.equal(parseTraceparent(header), undefined, String(header));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { traceShare } from './trace-share.ts';

test('every trace is recorded unless the environment says otherwise', () => {
  assert.equal(traceShare({}), 1);
  assert.equal(traceShare({ OTEL_TRACES_SAMPLER: 'always_on' }), 1);
  assert.equal(traceShare({ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }), 1);
});

test('OTEL_TRACES_SAMPLER turns recording off, or down to a share', () => {
  assert.equal(traceShare({ OTEL_TRACES_SAMPLER: 'always_off' }), 0);
  assert.equal(traceShare({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }), 0);
  assert.equal(traceShare({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }), 0.25);
  assert.equal(
    traceShare({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }),
    0,
  );
});

test('an invalid share counts as not set', () => {
  for (const share of ['many', '-1', '2', 'NaN']) {
    assert.equal(
      traceShare({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: share }),
      1,
      share,
    );
  }
});

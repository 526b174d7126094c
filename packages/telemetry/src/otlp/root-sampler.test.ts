import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';

import { rootSampler } from './root-sampler.ts';

function takes(
  env: Readonly<Record<string, string>>,
  traceId = 'f'.repeat(32),
  parentFlags?: TraceFlags,
): boolean {
  const parent = {
    traceId,
    spanId: '1'.repeat(16),
    traceFlags: parentFlags ?? TraceFlags.NONE,
    isRemote: true,
  };
  const context = parentFlags === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const { decision } = rootSampler(env).shouldSample(context, traceId, 'span', SpanKind.SERVER, {}, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

test('traces that begin here are taken, others if the caller takes them', () => {
  assert.equal(takes({}), true);
  assert.equal(takes({}, undefined, TraceFlags.SAMPLED), true);
  assert.equal(takes({}, undefined, TraceFlags.NONE), false);
});

test('OTEL_TRACES_SAMPLER decides if it is set', () => {
  assert.equal(takes({ OTEL_TRACES_SAMPLER: 'always_off' }), false);
  assert.equal(takes({ OTEL_TRACES_SAMPLER: 'always_on' }, undefined, TraceFlags.NONE), true);
  assert.equal(takes({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }), false);
  assert.equal(takes({ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, undefined, TraceFlags.SAMPLED), true);
});

test('a share of traces is taken by their id', () => {
  const env = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' };
  assert.equal(takes(env, `${'0'.repeat(24)}3fffffff`), true);
  assert.equal(takes(env, `${'0'.repeat(24)}bfffffff`), false);
  assert.equal(takes({ OTEL_TRACES_SAMPLER: 'traceidratio' }), true);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExchangeEnded, ExchangeOutcome, Usage } from '@laneway/contracts';
import { startEngine } from '@laneway/core/testing';
import {
  anAttemptEnded,
  anExchangeEnded,
  aPlugin,
  FakeClock,
  telemetrySinkConformance,
} from '@laneway/testkit';
import fc from 'fast-check';

import { IntervalRecorder } from './interval-recorder.ts';
import type { Figures, WindowReport } from './interval-report.ts';
import type { TelemetrySettings } from '../telemetry-settings.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 1);

function aRecorder(settings: Partial<TelemetrySettings> = {}, clock = new FakeClock(startMs)) {
  const interval = { windowMs: hourMs, history: 24 };
  return { clock, recorder: new IntervalRecorder({ interval, ...settings }, clock) };
}

function windowOf(windows: readonly WindowReport[], from: string): WindowReport {
  const found = windows.find((window) => window.from === from);
  assert.ok(found, `no window from ${from}`);
  return found;
}

telemetrySinkConformance({
  test,
  plugin: aPlugin('telemetry-sink', () => aRecorder({ profiles: 3 }).recorder),
});

test('windows begin at full hours of the wall clock, whenever the gateway began', () => {
  const { clock, recorder } = aRecorder({}, new FakeClock(startMs + 20 * minuteMs));
  recorder.record(anExchangeEnded({ atMs: clock.nowMs() }));
  clock.advance(50 * minuteMs);
  recorder.record(anExchangeEnded({ atMs: clock.nowMs() }));
  const { windows } = recorder.report(1);
  assert.deepEqual(
    windows.map(({ from, to, complete, total }) => ({ from, to, complete, calls: total.calls })),
    [
      { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T01:00:00.000Z', complete: true, calls: 1 },
      { from: '2026-01-01T01:00:00.000Z', to: '2026-01-01T02:00:00.000Z', complete: false, calls: 1 },
    ],
  );
});

test('an idle window is reported with zeros', () => {
  const { clock, recorder } = aRecorder();
  recorder.record(anExchangeEnded({ atMs: clock.nowMs() }));
  clock.advance(3 * hourMs);
  const { windows } = recorder.report(1);
  assert.equal(windows.length, 4);
  const idle = windows[1]?.total;
  assert.equal(idle?.calls, 0);
  assert.equal(idle?.peakTpm, 0);
  assert.deepEqual(idle?.tokens, {
    prompt: 0,
    cached: 0,
    completion: 0,
    reasoning: 0,
    estimated: 0,
    separate: 0,
  });
  assert.deepEqual(idle?.duration, { count: 0 });
});

test('the configured number of windows is kept, besides the current one', () => {
  const { clock, recorder } = aRecorder({ interval: { windowMs: hourMs, history: 2 } });
  for (let hour = 0; hour < 6; hour += 1) {
    recorder.record(anExchangeEnded({ atMs: clock.nowMs() }));
    clock.advance(hourMs);
  }
  const { windows, total } = recorder.report(1);
  assert.equal(windows.length, 3);
  assert.equal(windows[0]?.from, '2026-01-01T04:00:00.000Z');
  assert.equal(total.calls, 2);
});

test('a late record goes to the window of its time', () => {
  const { clock, recorder } = aRecorder();
  clock.advance(2 * hourMs);
  recorder.record(anExchangeEnded({ atMs: startMs + 5 * minuteMs }));
  const { windows, late } = recorder.report(1);
  assert.equal(windowOf(windows, '2026-01-01T00:00:00.000Z').total.calls, 1);
  assert.equal(late, 0);
});

test('a record from before the oldest window is counted only as late', () => {
  const { clock, recorder } = aRecorder({ interval: { windowMs: hourMs, history: 1 } });
  clock.advance(5 * hourMs);
  recorder.record(anExchangeEnded({ atMs: startMs }));
  const { total, late } = recorder.report(1);
  assert.equal(total.calls, 0);
  assert.equal(late, 1);
});

test('mean rates are per minute of the observed time', () => {
  const { clock, recorder } = aRecorder({}, new FakeClock(startMs + 50 * minuteMs));
  for (let turn = 0; turn < 20; turn += 1) recorder.record(anExchangeEnded({ atMs: clock.nowMs() }));
  clock.advance(10 * minuteMs);
  const [window] = recorder.report(1).windows;
  assert.equal(window?.total.rpm, 2);
  assert.equal(window?.total.tpm, 200);
});

test('the busiest minute is reported beside the mean', () => {
  const { clock, recorder } = aRecorder();
  for (const minute of [3, 3, 3, 40]) recorder.record(anExchangeEnded({ atMs: startMs + minute * minuteMs }));
  clock.advance(hourMs);
  const [window] = recorder.report(1).windows;
  assert.equal(window?.total.peakRpm, 3);
  assert.equal(window?.total.peakTpm, 300);
  assert.equal(window?.models['gpt-4o']?.peakTpm, 300);
});

test('tokens of a batch are reported separately: they are not traffic, and need no capacity', () => {
  const { clock, recorder } = aRecorder();
  recorder.record(anExchangeEnded({ atMs: clock.nowMs() }));
  const usage = { promptTokens: 7e6, cachedTokens: 0, completionTokens: 3e6, reasoningTokens: 0 } as const;
  recorder.record(
    anExchangeEnded({ atMs: clock.nowMs(), usage: { ...usage, model: 'gpt-4o-batch', separateQuota: true } }),
  );
  clock.advance(minuteMs);
  const { total, size, windows } = recorder.report(1);
  for (const figures of [total, windows[0]?.models['gpt-4o'], windows[0]?.endpoints['a']]) {
    assert.equal(figures?.peakTpm, 100);
    assert.equal(figures?.tokens.prompt, 20);
    assert.equal(figures?.tokens.completion, 80);
    assert.equal(figures?.tokens.separate, 10e6);
  }
  assert.equal(JSON.stringify(size).includes('gpt-4o-batch'), false);
});

test('percentiles are within 5 %, the mean is exact, and requests without a lane have no wait', () => {
  const { clock, recorder } = aRecorder();
  for (let turn = 1; turn <= 1_000; turn += 1) {
    recorder.record(anExchangeEnded({ atMs: clock.nowMs(), durationMs: turn, waitedMs: turn / 10 }));
  }
  recorder.record(anExchangeEnded({ atMs: clock.nowMs(), durationMs: 500.5, lane: undefined }));
  const { duration, wait } = recorder.report(1).total;
  assert.equal(duration.mean, 500.5);
  assert.equal(wait.count, 1_000);
  for (const [estimate, exact] of [
    [duration.p50, 500],
    [duration.p90, 900],
    [duration.p99, 990],
    [wait.p50, 50],
  ] as const) {
    assert.ok(Math.abs((estimate ?? NaN) - exact) <= 0.05 * exact, `${estimate} for ${exact}`);
  }
});

test('figures of an endpoint count its attempts; its tokens count its answers', () => {
  const { clock, recorder } = aRecorder();
  const atMs = clock.nowMs();
  const throttled = {
    kind: 'throttled',
    status: 429,
    retryAfterMs: 10,
    final: false,
    requeue: false,
  } as const;
  recorder.record(anAttemptEnded({ atMs, endpoint: 'ptu', outcome: throttled }));
  recorder.record({
    kind: 'failed-over',
    atMs,
    requestId: 'request-1',
    facade: 'chat',
    from: 'ptu',
    to: 'payg',
    reason: 'throttled',
  });
  recorder.record(anAttemptEnded({ atMs, endpoint: 'payg', number: 2 }));
  recorder.record(anExchangeEnded({ atMs, endpoint: 'payg', attempts: 2 }));
  const [window] = recorder.report(1).windows;
  const { ptu, payg } = window?.endpoints ?? {};
  assert.deepEqual([ptu?.calls, ptu?.throttled, ptu?.tokens.prompt], [1, 1, 0]);
  assert.deepEqual(ptu?.failovers, { throttled: 1 });
  assert.deepEqual([payg?.calls, payg?.throttled, payg?.tokens.prompt], [1, 0, 20]);
  assert.deepEqual(payg?.failovers, {});
});

test('facade, model and tier count the failovers and throttles of their requests', () => {
  const { clock, recorder } = aRecorder();
  const atMs = clock.nowMs();
  const throttled = {
    kind: 'throttled',
    status: 429,
    retryAfterMs: 10,
    final: false,
    requeue: false,
  } as const;
  recorder.record(anAttemptEnded({ atMs, outcome: throttled }));
  recorder.record({
    kind: 'failed-over',
    atMs,
    requestId: 'request-1',
    facade: 'chat',
    from: 'a',
    to: 'b',
    reason: 'throttled',
  });
  recorder.record(anExchangeEnded({ atMs, tier: 'gold' }));
  recorder.record(anExchangeEnded({ atMs, tier: 'gold', requestId: 'request-2' }));
  const [window] = recorder.report(1).windows;
  for (const figures of [
    window?.total,
    window?.facades['chat'],
    window?.models['gpt-4o'],
    window?.tiers['gold'],
  ]) {
    assert.equal(figures?.calls, 2);
    assert.equal(figures?.throttled, 1);
    assert.deepEqual(figures?.failovers, { throttled: 1 });
  }
});

test('profiles are named only if configured, those with the most tokens', () => {
  const usageOf = (promptTokens: number): Usage => ({
    promptTokens,
    cachedTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
  });
  const events = [
    anExchangeEnded({ profile: 'small', usage: usageOf(1) }),
    anExchangeEnded({ profile: 'big', usage: usageOf(60) }),
    anExchangeEnded({ profile: 'big', usage: usageOf(40) }),
    anExchangeEnded({ profile: 'middle', usage: usageOf(50) }),
  ];
  const [silent, asked] = [aRecorder().recorder, aRecorder({ profiles: 2 }).recorder];
  for (const event of events) {
    silent.record(event);
    asked.record(event);
  }
  assert.equal('profiles' in (silent.report(1).windows[0] ?? {}), false);
  assert.deepEqual(
    asked
      .report(1)
      .windows[0]?.profiles?.map(({ profile, calls, tokens }) => [profile, calls, tokens.prompt]),
    [
      ['big', 2, 100],
      ['middle', 1, 50],
    ],
  );
});

test('a model is sized by the name that the backend reports', () => {
  const { clock, recorder } = aRecorder();
  const usage: Usage = {
    promptTokens: 25_000,
    cachedTokens: 0,
    completionTokens: 6_250,
    reasoningTokens: 0,
    model: 'gpt-4o-2024-11-20',
  };
  recorder.record(anExchangeEnded({ atMs: clock.nowMs(), model: 'my-deployment', usage }));
  clock.advance(minuteMs);
  const { size } = recorder.report(1);
  assert.equal(size.models[0]?.model, 'my-deployment');
  assert.equal(size.models[0]?.sizedAs, 'gpt-4o');
  assert.equal(size.models[0]?.peakPtus, 20);
  assert.equal(size.ptus, 20);
});

test('models of the settings override the public figures', () => {
  const models = { 'gpt-4o': { inputTpmPerPtu: 50, outputWeight: 1 } };
  const { clock, recorder } = aRecorder({ size: { models } });
  recorder.record(anExchangeEnded({ atMs: clock.nowMs() }));
  assert.equal(recorder.report(1).size.models[0]?.peakPtus, 2);
});

test('the events of a real engine are counted', async () => {
  const clock = new FakeClock(startMs);
  const { recorder } = aRecorder({}, clock);
  const engine = await startEngine({ clock, sinks: [recorder] });
  engine.send({ path: '/v1/chat/completions', body: '{"model":"gpt-4o"}' });
  clock.advance(500);
  engine.backend.last().answer(200);
  const [window] = recorder.report(1).windows;
  assert.equal(window?.total.calls, 1);
  assert.equal(window?.endpoints['a']?.calls, 1);
  assert.equal(window?.total.duration.mean, 500);
});

const outcomes: readonly ExchangeOutcome[] = ['served', 'rejected', 'evicted', 'failed', 'cancelled'];
const count = fc.integer({ min: 0, max: 100_000 });
const someUsage = fc.record({
  promptTokens: count,
  cachedTokens: count,
  completionTokens: count,
  reasoningTokens: count,
});
const someExchange: fc.Arbitrary<ExchangeEnded> = fc
  .record({
    atMs: fc.integer({ min: startMs, max: startMs + 6 * hourMs }),
    facade: fc.constantFrom('chat', 'embed'),
    tier: fc.constantFrom('gold', 'silver'),
    endpoint: fc.constantFrom('a', 'b', 'c'),
    model: fc.string({ maxLength: 3 }),
    outcome: fc.constantFrom(...outcomes),
    usage: fc.option(someUsage, { nil: undefined }),
    waitedMs: count,
    durationMs: count,
  })
  .map(anExchangeEnded);

test('the sums of the report are the sums of the events, by every grouping', () => {
  fc.assert(
    fc.property(fc.array(someExchange, { maxLength: 100 }), (events) => {
      const { clock, recorder } = aRecorder();
      clock.advance(6 * hourMs);
      for (const event of events) recorder.record(event);
      const { windows, total } = recorder.report(1);
      const expected = sums(events);
      assert.deepEqual(figureSums([total]), expected);
      assert.deepEqual(figureSums(windows.map((window) => window.total)), expected);
      for (const grouping of ['facades', 'models', 'tiers'] as const) {
        assert.deepEqual(
          figureSums(windows.flatMap((window) => Object.values(window[grouping]))),
          expected,
          grouping,
        );
      }
      const byEndpoint = figureSums(windows.flatMap(({ endpoints }) => Object.values(endpoints)));
      assert.deepEqual([byEndpoint.prompt, byEndpoint.completion], [expected.prompt, expected.completion]);
    }),
  );
});

function sums(events: readonly ExchangeEnded[]) {
  const of = (measure: (event: ExchangeEnded) => number) =>
    events.reduce((sum, event) => sum + measure(event), 0);
  return {
    calls: events.length,
    failures: of(({ outcome }) => Number(['rejected', 'evicted', 'failed'].includes(outcome))),
    cancelled: of(({ outcome }) => Number(outcome === 'cancelled')),
    prompt: of(({ usage }) => usage?.promptTokens ?? 0),
    cached: of(({ usage }) => usage?.cachedTokens ?? 0),
    completion: of(({ usage }) => usage?.completionTokens ?? 0),
    durations: events.length,
  };
}

function figureSums(figures: readonly Figures[]) {
  const of = (measure: (figures: Figures) => number) => figures.reduce((sum, each) => sum + measure(each), 0);
  return {
    calls: of(({ calls }) => calls),
    failures: of(({ failures }) => failures),
    cancelled: of(({ cancelled }) => cancelled),
    prompt: of(({ tokens }) => tokens.prompt),
    cached: of(({ tokens }) => tokens.cached),
    completion: of(({ tokens }) => tokens.completion),
    durations: of(({ duration }) => duration.count),
  };
}

test('the peaks of the total are computed from all events', () => {
  fc.assert(
    fc.property(fc.array(someExchange, { maxLength: 100 }), (events) => {
      const { clock, recorder } = aRecorder();
      clock.advance(6 * hourMs);
      for (const event of events) recorder.record(event);
      const byMinute = Map.groupBy(events, ({ atMs }) => Math.floor(atMs / minuteMs));
      const tokens = [...byMinute.values()].map((some) => sums(some).prompt + sums(some).completion);
      const requests = [...byMinute.values()].map((some) => some.length);
      const { total } = recorder.report(1);
      assert.equal(total.peakTpm, Math.max(0, ...tokens));
      assert.equal(total.peakRpm, Math.max(0, ...requests));
    }),
  );
});

test('any number of model names makes a bounded number of groups', () => {
  const { recorder } = aRecorder();
  for (let turn = 0; turn < 5_000; turn += 1) recorder.record(anExchangeEnded({ model: `made-up-${turn}` }));
  const [window] = recorder.report(1).windows;
  assert.ok(Object.keys(window?.models ?? {}).length <= 201);
  assert.equal(window?.total.calls, 5_000);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEngine } from '@laneway/core/testing';
import { anExchangeEnded, FakeClock } from '@laneway/testkit';

import { IntervalRecorder } from './interval/interval-recorder.ts';
import { openTelemetry } from './open-telemetry.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

const settings: TelemetrySettings = {
  prometheus: true,
  otlp: undefined,
  log: { level: 'silent', headers: [] },
  ledger: undefined,
  interval: { windowMs: 3_600_000, history: 2 },
  profiles: 10,
};

/** A name by which a hostile caller would try to break a line, a label or a table. */
function hostileModel(number: number): string {
  const models = [
    `made-up-${number}`,
    `"} 1\nlaneway_up{x="${number}`,
    `__proto__${number}`,
    `\\${number}\\`,
    `${'m'.repeat(200)}${number}`,
  ];
  return models[number % models.length] ?? '';
}

function seriesIn(text: string): number {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}

test('100,000 users with 100,000 invented models add no series after the tables are full, and no call is lost', async () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const telemetry = await openTelemetry(settings, { clock });
  const { gateway } = await startEngine({ clock });
  const record = (number: number) => {
    const event = anExchangeEnded({
      atMs: clock.nowMs(),
      requestId: `request-${number}`,
      profile: `user-${number}`,
      model: hostileModel(number),
    });
    for (const sink of telemetry.sinks) sink.record(event);
  };
  const figures = () => {
    const text = telemetry.metricsText(gateway);
    const report = telemetry.metricsReport(gateway);
    const [window] = report.windows;
    return {
      text,
      calls: report.total.calls,
      counted: {
        series: seriesIn(text),
        models: Object.keys(window?.models ?? {}).length,
        profiles: window?.profiles?.length,
        sized: report.size.models.length,
      },
    };
  };
  for (let number = 0; number < 10_000; number += 1) record(number);
  const early = figures();
  for (let number = 10_000; number < 100_000; number += 1) record(number);
  const late = figures();
  await telemetry.close();

  assert.equal(late.calls, 100_000);
  assert.deepEqual(late.counted, early.counted);
  assert.ok(late.counted.series < 3_000, `${late.counted.series} series`);
  // Windows share 5,000 models; all others count as `other`.
  assert.ok(late.counted.models <= 5_000 / 3 + 1, `${late.counted.models} models`);
  assert.equal(late.counted.profiles, 10);
  assert.doesNotMatch(late.text, /user-\d/);
  assert.doesNotMatch(late.text, /^laneway_up/m);
  assert.match(late.text, /^laneway_exchanges_total\{[^}]*\} 100000$/m);
});

test('notes of 100,000 requests that never end take bounded memory', () => {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const recorder = new IntervalRecorder(settings, clock);
  const atMs = clock.nowMs();
  for (let number = 0; number < 100_000; number += 1) {
    const requestId = `request-${number}`;
    recorder.record({
      kind: 'failed-over',
      atMs,
      requestId,
      facade: 'chat',
      from: 'a',
      to: 'b',
      reason: 'reset',
    });
  }
  for (let number = 0; number < 100_000; number += 1)
    recorder.record(anExchangeEnded({ atMs, requestId: `request-${number}` }));
  const { total, windows } = recorder.report(1);
  assert.deepEqual(total.failovers, { reset: 10_000 });
  assert.deepEqual(windows[0]?.endpoints['a']?.failovers, { reset: 100_000 });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IntervalRecorder } from '@laneway/telemetry';
import { FakeClock } from '@laneway/testkit';

import { trafficRates } from './traffic-rates.ts';
import { twoHours } from './two-hours.test.fixture.ts';

test('rates of a model cover the whole time watched, and its peak is that of its busiest minute', () => {
  const { watchedMinutes, models } = trafficRates(twoHours());
  assert.equal(watchedMinutes, 120);
  assert.deepEqual(models, [
    { model: 'busy', calls: 61, meanTpm: 6_100 / 120, peakTpm: 6_000, meanRpm: 61 / 120, peakRpm: 60 },
    { model: 'quiet', calls: 1, meanTpm: 100 / 120, peakTpm: 100, meanRpm: 1 / 120, peakRpm: 1 },
  ]);
});

test('the totals are those of the report', () => {
  const report = twoHours();
  const { tpm, rpm, peakTpm, peakRpm, calls } = report.total;
  assert.deepEqual(trafficRates(report).all, { calls, meanTpm: tpm, peakTpm, meanRpm: rpm, peakRpm });
});

test('a gateway that has just started has rates of 0, not infinite ones', () => {
  const recorder = new IntervalRecorder({ interval: { windowMs: 3_600_000, history: 1 } }, new FakeClock());
  const { all, models } = trafficRates(recorder.report(1));
  assert.deepEqual(all, { calls: 0, meanTpm: 0, peakTpm: 0, meanRpm: 0, peakRpm: 0 });
  assert.deepEqual(models, []);
});

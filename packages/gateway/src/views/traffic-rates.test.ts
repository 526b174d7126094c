import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IntervalRecorder } from '@laneway/telemetry';
import { FakeClock } from '@laneway/testkit';

import { trafficRates } from './traffic-rates.ts';
import { twoHours } from './two-hours.test.fixture.ts';

test('rates of a model are over all the time watched, its peak is that of its busiest minute', () => {
  const { watchedMinutes, models } = trafficRates(twoHours());
  assert.equal(watchedMinutes, 120);
  assert.deepEqual(models, [
    { model: 'busy', calls: 61, meanTpm: 6_100 / 120, peakTpm: 6_000, meanRpm: 61 / 120, peakRpm: 60 },
    { model: 'quiet', calls: 1, meanTpm: 100 / 120, peakTpm: 100, meanRpm: 1 / 120, peakRpm: 1 },
  ]);
});

test('the whole is what the report says of it', () => {
  const report = twoHours();
  const { tpm, rpm, peakTpm, peakRpm, calls } = report.total;
  assert.deepEqual(trafficRates(report).all, { calls, meanTpm: tpm, peakTpm, meanRpm: rpm, peakRpm });
});

test('a gateway that has just begun has no rates, not infinite ones', () => {
  const recorder = new IntervalRecorder({ interval: { windowMs: 3_600_000, history: 1 } }, new FakeClock());
  const { all, models } = trafficRates(recorder.report(1));
  assert.deepEqual(all, { calls: 0, meanTpm: 0, peakTpm: 0, meanRpm: 0, peakRpm: 0 });
  assert.deepEqual(models, []);
});

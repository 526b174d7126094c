import type { IntervalReport } from '@laneway/telemetry';
import { IntervalRecorder } from '@laneway/telemetry';
import { anExchangeEnded, FakeClock } from '@laneway/testkit';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 1);

/** Of two hours: 60 requests of 100 tokens in one minute of the first, of `busy`, and one of `quiet` in the second. */
export function twoHours(): IntervalReport {
  const clock = new FakeClock(startMs);
  const recorder = new IntervalRecorder({ interval: { windowMs: hourMs, history: 24 } }, clock);
  for (let turn = 0; turn < 60; turn += 1) recorder.record(anExchangeEnded({ atMs: startMs, model: 'busy' }));
  recorder.record(anExchangeEnded({ atMs: startMs + hourMs, model: 'quiet' }));
  recorder.record(anExchangeEnded({ atMs: startMs + hourMs, model: 'busy' }));
  clock.advance(2 * hourMs);
  return recorder.report(1);
}

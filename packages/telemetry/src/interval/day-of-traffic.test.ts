import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExchangeEnded } from '@laneway/contracts';
import { FakeClock } from '@laneway/testkit';

import { dayOfTraffic } from './day-of-traffic.test.fixture.ts';
import { IntervalRecorder } from './interval-recorder.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 2, 3);
const day = { seed: 20_260_303, startMs, peakRpm: 60 };
const events = [...dayOfTraffic(day)];

function reportOfTheDay() {
  const clock = new FakeClock(startMs);
  const recorder = new IntervalRecorder({ interval: { windowMs: hourMs, history: 24 } }, clock);
  for (const event of events) {
    clock.advance(event.atMs - clock.nowMs());
    recorder.record(event);
  }
  clock.advance(startMs + 24 * hourMs - 1 - clock.nowMs());
  return recorder.report(1);
}

const tokensOf = ({ usage }: ExchangeEnded) => (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0);

function sum(some: readonly ExchangeEnded[], of: (event: ExchangeEnded) => number): number {
  return some.reduce((total, event) => total + of(event), 0);
}

/** The maximum of `of` over the day's 1,440 minutes. */
function busiest(some: readonly ExchangeEnded[], of: (events: readonly ExchangeEnded[]) => number): number {
  const minutes = Map.groupBy(some, ({ atMs }) =>
    new Date(atMs).toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length),
  );
  return Math.max(0, ...[...minutes.values()].map(of));
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= expected * 1e-9,
    `${actual}, not ${expected}`,
  );
}

test('a generated day is repeatable, and has three tiers, two models, nights and peaks', () => {
  assert.deepEqual([...dayOfTraffic(day)], events);
  assert.deepEqual(new Set(events.map(({ tier }) => tier)), new Set(['gold', 'silver', 'bronze']));
  assert.deepEqual(new Set(events.map(({ model }) => model)), new Set(['gpt-4o', 'gpt-4.1-mini']));
  const goldIn = (hour: number) =>
    events.filter(({ tier, atMs }) => tier === 'gold' && new Date(atMs).getUTCHours() === hour).length;
  assert.ok(goldIn(10) > 10 * goldIn(22), `${goldIn(10)} at ten, ${goldIn(22)} twelve hours later`);
});

test('rates of a recorded day equal a plain sum over its records', () => {
  const { total, windows, late } = reportOfTheDay();
  const minutes = (24 * hourMs - 1) / 60_000;
  assert.equal(late, 0);
  assert.equal(windows.length, 24);
  assert.equal(total.calls, events.length);
  near(total.rpm, events.length / minutes);
  near(total.tpm, sum(events, tokensOf) / minutes);
  assert.equal(
    total.peakRpm,
    busiest(events, (some) => some.length),
  );
  assert.equal(
    total.peakTpm,
    busiest(events, (some) => sum(some, tokensOf)),
  );
});

test('every hour of a recorded day has the figures of its records, by model and by tier', () => {
  for (const { from, models, tiers } of reportOfTheDay().windows) {
    const ofHour = events.filter(
      ({ atMs }) => new Date(atMs).toISOString().slice(0, 13) === from.slice(0, 13),
    );
    for (const [grouping, nameOf] of [
      [models, ({ model }: ExchangeEnded) => model],
      [tiers, ({ tier }: ExchangeEnded) => tier],
    ] as const) {
      for (const [name, some] of Map.groupBy(ofHour, nameOf)) {
        const figures = grouping[name ?? ''];
        assert.equal(figures?.calls, some.length, `${from} ${name}`);
        assert.equal(
          figures.tokens.prompt + figures.tokens.completion,
          sum(some, tokensOf),
          `${from} ${name}`,
        );
        assert.equal(
          figures.peakRpm,
          busiest(some, (minute) => minute.length),
          `${from} ${name}`,
        );
        assert.equal(
          figures.failures,
          some.filter(({ outcome }) => outcome === 'evicted' || outcome === 'failed').length,
        );
      }
    }
  }
});

test('the PTUs of a recorded day carry its busiest minute, computed by hand from the published figures', () => {
  const { size } = reportOfTheDay();
  // Prompt tokens per minute and PTU. For both models a completion token counts as four, and deployments begin at 15 and grow by 5.
  const published = { 'gpt-4o': 2_500, 'gpt-4.1-mini': 14_900 };
  let deployed = 0;
  for (const [model, inputTpmPerPtu] of Object.entries(published)) {
    const weightOf = ({ usage }: ExchangeEnded) =>
      usage === undefined ? 0 : usage.promptTokens - usage.cachedTokens + 4 * usage.completionTokens;
    const ofModel = events.filter((event) => event.model === model);
    const peak = busiest(ofModel, (some) => sum(some, weightOf));
    let ptus = 15;
    while (ptus * inputTpmPerPtu < peak) ptus += 5;
    const sized = size.models.find((each) => each.model === model);
    assert.equal(sized?.peakTpm, peak);
    assert.equal(sized.ptus, ptus);
    near(sized.meanTpm, (sum(ofModel, weightOf) * 60_000) / (24 * hourMs - 1));
    deployed += ptus;
  }
  assert.equal(size.ptus, deployed);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@laneway/testkit';
import { cutterFor } from './cutter.ts';
import type { CutSettings } from './cutter.ts';

const events = Array.from({ length: 30 }, (_, index) => `data: ${index} größer 👩🏽‍🚀\n\n`);

function segmentsOf(settings: Partial<CutSettings>): readonly string[] {
  const cutter = cutterFor({ cut: 'event', eventsPerSegment: 1, random: seededRandom(7), ...settings });
  const segments = [...events.flatMap((event) => cutter.push(Buffer.from(event))), ...cutter.flush()];
  return segments.map((segment) => segment.toString('latin1'));
}

const whole = Buffer.from(events.join('')).toString('latin1');

for (const settings of [
  { cut: 'event' },
  { cut: 'event', eventsPerSegment: 2 },
  { cut: 'random' },
  { cut: 'bytes' },
] as const) {
  test(`cutting with ${JSON.stringify(settings)} keeps every byte`, () => {
    assert.equal(segmentsOf(settings).join(''), whole);
  });
}

test('several events can share a segment', () => {
  assert.equal(segmentsOf({ eventsPerSegment: 2 }).length, 15);
});

test('cut at every byte, each segment is one byte', () => {
  assert.equal(segmentsOf({ cut: 'bytes' }).length, whole.length);
});

test('random cuts fall inside events and are the same for the same seed', () => {
  const first = segmentsOf({ cut: 'random', random: seededRandom(3) });
  assert.deepEqual(segmentsOf({ cut: 'random', random: seededRandom(3) }), first);
  assert.notDeepEqual(segmentsOf({ cut: 'random', random: seededRandom(4) }), first);
  assert.ok(first.some((segment) => !segment.endsWith('\n\n')));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aGlance, aLaneSnapshot, anEndpointSnapshot } from './a-glance.test.fixture.ts';
import type { Paint } from './glance-tables.ts';
import { glanceTables } from './glance-tables.ts';

const uncoloured: Paint = (_format, text) => text;
const marked: Paint = (format, text) => `<${String(format)}>${text}`;

test('lanes, endpoints and tiers each have a table', () => {
  const tier = { tier: 'gold', served: 8, spilled: 2, unserved: 1, cancelled: 0, tokens: 640, waitedMs: 12 };
  const lines = glanceTables(
    aGlance(
      [aLaneSnapshot({ depth: 2, oldestWaitMs: 700, drainRate: 1.25 })],
      [anEndpointSnapshot()],
      [tier],
    ),
    uncoloured,
  );
  const rowOf = (name: string) =>
    lines.filter((line) => line.startsWith(name)).map((line) => line.split(/ {2,}/));
  assert.deepEqual(rowOf('gold'), [
    ['gold', '2', '700 ms', '0', '1.3', '0', '0'],
    ['gold', '8', '2 (25 %)', '12 ms', '640', '1', '0'],
  ]);
  assert.match(lines.find((line) => line.startsWith('east-ptu')) ?? '', /capacity=ptu .* 0\/10 .* ok$/);
});

test('there is no table of tiers before the first request', () => {
  const lines = glanceTables(aGlance([aLaneSnapshot()], [anEndpointSnapshot()]), uncoloured);
  assert.ok(!lines.some((line) => line.startsWith('TIER')));
});

test('the colour shows the condition of an endpoint', () => {
  const endpoints = [
    anEndpointSnapshot(),
    anEndpointSnapshot({ inFlight: 10 }),
    anEndpointSnapshot({ breaker: 'open' }),
  ];
  const lines = glanceTables(aGlance([], endpoints), marked).filter((line) => line.startsWith('east-ptu'));
  assert.deepEqual(
    lines.map((line) => /<\w+>.*$/.exec(line)?.[0]),
    ['<green>ok', '<yellow>full', '<red>breaker open'],
  );
});

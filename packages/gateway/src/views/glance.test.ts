import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aGlance, aLaneSnapshot, anEndpointSnapshot } from './a-glance.test.fixture.ts';
import { glanceLine } from './glance.ts';

test('a line names every lane and every endpoint', () => {
  const lanes = [
    aLaneSnapshot({ running: 2 }),
    aLaneSnapshot({ name: 'bronze', depth: 3, oldestWaitMs: 1_500 }),
  ];
  const line = glanceLine(aGlance(lanes, [anEndpointSnapshot({ inFlight: 2 })]));
  assert.equal(
    line,
    '12:00:00  gold 0 waiting 2 running, bronze 3 waiting (oldest 1.5 s) 0 running  |  east-ptu 2/10 ok',
  );
});

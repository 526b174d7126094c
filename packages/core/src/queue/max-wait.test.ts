import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aLaneConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

import { requestIdsOf } from '../testing/request-ids.ts';

/** An engine whose only slot is taken; bronze has a maxWait of 10 s, silver of 20 s. */
async function busyEngine() {
  const engine = await startEngine({
    config: {
      lanes: [
        aLaneConfig({ name: 'gold' }),
        aLaneConfig({ name: 'silver', maxWaitMs: 20_000 }),
        aLaneConfig({ name: 'bronze', maxWaitMs: 10_000 }),
      ],
    },
  });
  engine.send({ id: 'first', headers: ['x-priority', 'gold'] });
  const send = (id: string, lane: string) => engine.send({ id, headers: ['x-priority', lane] });
  const answerOne = () => engine.backend.last().answer();
  const served = () => requestIdsOf(engine.backend.attempts).slice(1).join(' ');
  return { ...engine, send, answerOne, served };
}

test('a request that has waited for maxWait gets the next free slot, whatever its rank', async () => {
  const { answerOne, clock, send, served } = await busyEngine();
  send('bronze', 'bronze');
  clock.advance(10_000);
  send('gold', 'gold');
  answerOne();
  assert.equal(served(), 'bronze');
});

test('a request that has not waited for maxWait is served by rank', async () => {
  const { answerOne, clock, send, served } = await busyEngine();
  send('bronze', 'bronze');
  clock.advance(9_999);
  send('gold', 'gold');
  answerOne();
  assert.equal(served(), 'gold');
});

test('of several requests that have waited for maxWait, the oldest is first', async () => {
  const { answerOne, clock, send, served } = await busyEngine();
  send('bronze', 'bronze');
  send('silver', 'silver');
  send('bronze-2', 'bronze');
  clock.advance(20_000);
  send('gold', 'gold');
  for (let request = 0; request < 4; request += 1) answerOne();
  assert.equal(served(), 'bronze silver bronze-2 gold');
});

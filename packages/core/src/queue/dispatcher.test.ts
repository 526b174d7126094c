import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LanewayError } from '@laneway/contracts';
import { aPlugin } from '@laneway/testkit';

import type { LaneConfig } from '../config.ts';
import {
  aFacadeConfig,
  aLaneConfig,
  anEndpointConfig,
  aUse,
  requestIdsOf,
  startEngine,
} from '../testing/index.ts';

const lanes: readonly LaneConfig[] = ['gold', 'silver', 'bronze'].map((name) => aLaneConfig({ name }));

test('a freed slot goes to the best-ranked lane, and within a lane to the oldest request', async () => {
  const { backend, send } = await startEngine({ config: { lanes } });
  send();
  const waiting = ['bronze', 'silver', 'gold', 'bronze', 'gold'];
  for (const [index, lane] of waiting.entries()) {
    send({ id: `${lane}-${index}`, headers: ['x-priority', lane] });
  }
  for (let served = 0; served <= waiting.length; served += 1) backend.last().answer();
  assert.deepEqual(requestIdsOf(backend.attempts).slice(1), [
    'gold-2',
    'gold-4',
    'silver-1',
    'bronze-0',
    'bronze-3',
  ]);
});

test('a request that finds a free slot is sent in the same call, without waiting', async () => {
  const { backend, send } = await startEngine();
  const client = send();
  assert.equal(backend.attempts.length, 1);
  backend.last().answer();
  assert.equal(client.header('x-laneway-queue-ms'), '0');
});

test('a request for a free endpoint does not wait behind requests for a busy one', async () => {
  const { backend, send } = await startEngine({
    config: {
      endpoints: [anEndpointConfig({ name: 'a' }), anEndpointConfig({ name: 'b' })],
      facades: ['a', 'b'].map((name) =>
        aFacadeConfig({ name, endpoints: [name], match: { paths: [`/${name}`], models: [], hosts: [] } }),
      ),
      lanes,
    },
  });
  send({ path: '/a' });
  send({ path: '/a', headers: ['x-priority', 'gold'] });
  send({ path: '/b', headers: ['x-priority', 'bronze'] });
  assert.deepEqual(
    backend.attempts.map(({ endpoint }) => endpoint),
    ['a', 'b'],
  );
});

test('of two endpoints that get room at once, each goes to the best-ranked request that can use it', async () => {
  const { backend, clock, send } = await startEngine({
    config: {
      lanes,
      endpoints: [
        anEndpointConfig({ name: 'a', labels: { kind: 'spare' } }),
        anEndpointConfig({ name: 'b', labels: { kind: 'main' } }),
      ],
      tiers: {
        gold: { lane: 'gold', route: [{ labels: { kind: 'main' }, afterMs: 0, idle: 0 }] },
        silver: {
          lane: 'silver',
          route: [
            { labels: { kind: 'main' }, afterMs: 0, idle: 0 },
            { labels: { kind: 'spare' }, afterMs: 0, idle: 0 },
          ],
        },
      },
      profiles: { source: aUse('tiers'), header: 'x-tier', required: true, refreshMs: 60_000 },
    },
    plugins: {
      tiers: aPlugin('profile-source', () => ({ find: ({ id }) => ({ id, tier: id, headers: [] }) })),
    },
  });
  send({ headers: ['x-tier', 'silver'] });
  send({ headers: ['x-tier', 'silver'] });
  for (const attempt of backend.open().toReversed()) attempt.throttle(1_000);
  // Both throttled requests rank below this one, which can use endpoint b only.
  send({ id: 'gold', headers: ['x-tier', 'gold'] });
  clock.advance(1_000);
  const atMain = backend.open('b');
  assert.deepEqual(requestIdsOf(atMain), ['gold']);
});

test('if the queue policy throws, the best-ranked lane is served and no slot is lost', async () => {
  const broken = () => {
    throw new RangeError('broken');
  };
  const { backend, gateway, send } = await startEngine({
    config: {
      lanes,
      queue: { policy: aUse('broken'), capacity: 10, ttlMs: 60_000, fairness: 'tokens', earlyReject: false },
    },
    plugins: {
      broken: aPlugin('queue-policy', () => ({
        next: broken,
        onWaiting: broken,
        onDispatch: broken,
        onSettle: broken,
      })),
    },
  });
  send();
  send({ id: 'bronze', headers: ['x-priority', 'bronze'] });
  send({ id: 'gold', headers: ['x-priority', 'gold'] });
  for (let served = 0; served < 3; served += 1) backend.last().answer();
  assert.deepEqual(requestIdsOf(backend.attempts), ['request-1', 'gold', 'bronze']);
  const { running, waiting, endpoints } = gateway.state();
  assert.deepEqual(
    { running, waiting, inFlight: endpoints[0]?.inFlight },
    { running: 0, waiting: 0, inFlight: 0 },
  );
});

test('a request that is sent from the callback that ends another waits behind better-ranked ones', async () => {
  const { backend, clock, send } = await startEngine({ config: { lanes } });
  const first = send({ headers: ['x-timeout', '1000', 'x-ttl', '1'] });
  send({ id: 'gold', headers: ['x-priority', 'gold'] });
  let refusal: LanewayError | undefined;
  first.onOver = () => {
    refusal = first.refusal;
    send({ id: 'bronze', headers: ['x-priority', 'bronze'] });
  };
  clock.advance(1_000);
  assert.equal(refusal?.code, 'deadline_exceeded');
  assert.deepEqual(requestIdsOf(backend.open()), ['gold']);
});

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

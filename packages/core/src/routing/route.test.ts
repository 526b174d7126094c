import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { EndpointConfig, LaneConfig, SelectorConfig } from '../config.ts';
import { aProfile } from '@laneway/testkit';
import type { EngineUnderTest } from '../testing/index.ts';
import {
  aFacadeConfig,
  aLaneConfig,
  anEndpointConfig,
  aSelectorConfig,
  aUse,
  knownProfiles,
  namedByHeader,
  requestIdsOf,
  startEngine,
} from '../testing/index.ts';

const ptu: EndpointConfig = anEndpointConfig({ name: 'ptu', labels: { capacity: 'ptu' }, slots: 10 });
const payg: EndpointConfig = anEndpointConfig({ name: 'payg', labels: { capacity: 'payg' }, slots: 10 });
const lanes: readonly LaneConfig[] = ['gold', 'silver'].map((name) => aLaneConfig({ name }));

/** An engine in which `route` is the route of tier `gold`, the tier of callers with `x-user-id: gold`. */
function withRoute(route: readonly SelectorConfig[], endpoints: readonly EndpointConfig[] = [ptu, payg]) {
  return startEngine({
    config: {
      lanes,
      endpoints,
      tiers: { gold: { lane: 'gold', route }, silver: { lane: 'silver', route: [] } },
      profiles: namedByHeader,
    },
    plugins: {
      profiles: knownProfiles(
        aProfile({ id: 'gold', tier: 'gold' }),
        aProfile({ id: 'silver', tier: 'silver' }),
      ),
    },
  });
}

function sendGold({ send }: EngineUnderTest, count = 1) {
  return Array.from({ length: count }, () => send({ headers: ['x-user-id', 'gold'] }));
}

const endpointsOf = ({ backend }: EngineUnderTest) => backend.attempts.map(({ endpoint }) => endpoint);

const ptuThenPayg = [
  aSelectorConfig({ labels: { capacity: 'ptu' } }),
  aSelectorConfig({ labels: { capacity: 'payg' } }),
];

test('a later selector serves as soon as no endpoint of the first has room, and x-laneway-spill says so', async () => {
  const engine = await withRoute(ptuThenPayg);
  const clients = sendGold(engine, 11);
  for (const attempt of engine.backend.open()) attempt.answer();
  assert.deepEqual(endpointsOf(engine), [...Array.from({ length: 10 }, () => 'ptu'), 'payg']);
  assert.equal(clients[9]?.header('x-laneway-spill'), 'false');
  assert.equal(clients[10]?.header('x-laneway-spill'), 'true');
});

test('the first selector serves again as soon as it has room', async () => {
  const engine = await withRoute(ptuThenPayg);
  sendGold(engine, 11);
  engine.backend.open('ptu')[0]?.answer();
  sendGold(engine);
  assert.equal(endpointsOf(engine).at(-1), 'ptu');
});

test('an endpoint that matches no selector never serves the tier', async () => {
  const engine = await withRoute([aSelectorConfig({ labels: { capacity: 'ptu' } })]);
  sendGold(engine, 12);
  assert.equal(engine.gateway.state().waiting, 2);
});

test('a selector matches endpoints that have all of its labels', async () => {
  const endpoints = [
    anEndpointConfig({ name: 'west', labels: { capacity: 'ptu', region: 'west' } }),
    anEndpointConfig({ name: 'east', labels: { capacity: 'ptu', region: 'east' } }),
  ];
  const engine = await withRoute(
    [aSelectorConfig({ labels: { capacity: 'ptu', region: 'east' } })],
    endpoints,
  );
  sendGold(engine);
  assert.deepEqual(endpointsOf(engine), ['east']);
});

test('a request whose tier may use no endpoint of the facade gets no_endpoint', async () => {
  const engine = await withRoute([aSelectorConfig({ labels: { capacity: 'mainframe' } })]);
  const [client] = sendGold(engine);
  assert.equal(client?.refusal?.code, 'no_endpoint');
});

test('a selector with `after` serves at the moment when the request has waited that long', async () => {
  const engine = await withRoute([
    aSelectorConfig({ labels: { capacity: 'ptu' } }),
    aSelectorConfig({ labels: { capacity: 'payg' }, afterMs: 2_000 }),
  ]);
  sendGold(engine, 11);
  engine.clock.advance(1_999);
  assert.equal(endpointsOf(engine).length, 10);
  engine.clock.advance(1);
  assert.equal(endpointsOf(engine).at(-1), 'payg');
});

test('several steps of `after` open one after the other', async () => {
  const endpoints = ['a', 'b', 'c'].map((name) => anEndpointConfig({ name, labels: { name } }));
  const engine = await withRoute(
    [
      aSelectorConfig({ labels: { name: 'a' } }),
      aSelectorConfig({ labels: { name: 'b' }, afterMs: 1_000 }),
      aSelectorConfig({ labels: { name: 'c' }, afterMs: 3_000 }),
    ],
    endpoints,
  );
  sendGold(engine, 3);
  engine.clock.advance(1_000);
  assert.deepEqual(endpointsOf(engine), ['a', 'b']);
  engine.clock.advance(2_000);
  assert.deepEqual(endpointsOf(engine), ['a', 'b', 'c']);
});

test('a better-ranked request that waits for a later selector does not block others from its endpoint', async () => {
  const engine = await withRoute([
    aSelectorConfig({ labels: { capacity: 'ptu' } }),
    aSelectorConfig({ labels: { capacity: 'payg' }, afterMs: 2_000 }),
  ]);
  sendGold(engine, 11);
  engine.send({ id: 'silver', headers: ['x-user-id', 'silver'] });
  assert.deepEqual(requestIdsOf(engine.backend.open('payg')), ['silver']);
});

test('`after` counts from the arrival, also for a requeued request', async () => {
  const engine = await withRoute([
    aSelectorConfig({ labels: { capacity: 'ptu' } }),
    aSelectorConfig({ labels: { capacity: 'payg' }, afterMs: 2_000 }),
  ]);
  sendGold(engine);
  engine.clock.advance(2_000);
  engine.backend.last().throttle(60_000);
  assert.equal(endpointsOf(engine).at(-1), 'payg');
});

test('a selector with `idle` serves only while that share of the slots is free', async () => {
  const engine = await withRoute([
    aSelectorConfig({ labels: { capacity: 'ptu' }, idle: 0.3 }),
    aSelectorConfig({ labels: { capacity: 'payg' } }),
  ]);
  sendGold(engine, 9);
  // With seven of ten slots taken, three are free: one more request is admitted, and then none.
  assert.equal(engine.backend.open('ptu').length, 8);
});

test('a share of idle slots that is a whole number of slots is not rounded up', async () => {
  // 0.07 * 100 is 7.000000000000001 in floating-point numbers.
  const engine = await withRoute(
    [aSelectorConfig({ labels: { capacity: 'ptu' }, idle: 0.07 })],
    [anEndpointConfig({ name: 'ptu', labels: { capacity: 'ptu' }, slots: 100 })],
  );
  sendGold(engine, 100);
  assert.equal(engine.backend.open('ptu').length, 94);
});

test('a request that waits for idle slots is served as soon as enough are free', async () => {
  const engine = await withRoute([aSelectorConfig({ labels: { capacity: 'ptu' }, idle: 1 })]);
  sendGold(engine, 2);
  engine.send({ headers: ['x-user-id', 'silver'] });
  engine.backend.open('ptu')[0]?.answer();
  assert.equal(engine.backend.open('ptu').length, 1);
  engine.backend.open('ptu')[0]?.answer();
  assert.equal(engine.backend.attempts.length, 3);
});

test('of the endpoints with room, only those of the lowest group are candidates', async () => {
  const endpoints = [
    anEndpointConfig({ name: 'spare', group: 2 }),
    anEndpointConfig({ name: 'main', group: 1, slots: 2 }),
  ];
  const engine = await withRoute([aSelectorConfig()], endpoints);
  sendGold(engine, 3);
  assert.deepEqual(endpointsOf(engine), ['main', 'main', 'spare']);
});

test('the balancer gets only endpoints with room, all of one group', async () => {
  const offered: string[][] = [];
  const { backend, send } = await startEngine({
    config: {
      endpoints: ['a', 'b', 'c'].map((name) => anEndpointConfig({ name, group: name === 'c' ? 2 : 1 })),
      facades: [aFacadeConfig({ endpoints: ['a', 'b', 'c'], balancer: aUse('recording') })],
    },
    plugins: {
      recording: {
        kind: 'balancer',
        name: 'recording',
        contract: 1,
        options: knownProfiles().options,
        create: () => ({
          pick: (candidates: readonly { name: string }[]) => {
            offered.push(candidates.map(({ name }) => name));
            return candidates.at(-1);
          },
        }),
      },
    },
  });
  for (let request = 0; request < 4; request += 1) send();
  assert.deepEqual(
    backend.attempts.map(({ endpoint }) => endpoint),
    ['b', 'a', 'c'],
  );
  assert.deepEqual(offered, [['a', 'b']]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Profile } from '@laneway/contracts';
import type { GatewayConfig } from '../config.ts';
import type { EngineUnderTest } from '../testing/start-engine.ts';
import {
  aFacadeConfig,
  aGatewayConfig,
  anEndpointConfig,
  aQueueConfig,
} from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';
import { aProfile } from '@laneway/testkit';

import { knownProfiles, namedByHeader } from '../testing/known-profiles.ts';
import { requestIdsOf } from '../testing/request-ids.ts';

/** An engine whose one slot is taken by nobody in particular. */
async function busyEngine(
  config: Partial<GatewayConfig> = {},
  profiles: readonly Profile[] = [],
): Promise<EngineUnderTest> {
  const engine = await startEngine({
    config: { profiles: namedByHeader, ...config },
    plugins: { profiles: knownProfiles(...profiles) },
  });
  engine.send({ id: 'first' });
  return engine;
}

/** Sends one request in the name of each, called after them. */
function sendFrom({ send }: EngineUnderTest, ...callers: readonly string[]): void {
  for (const caller of callers) send({ id: caller, headers: ['x-user-id', caller] });
}

/** Ids of the requests that are served until none is left, one after the other. `size` of an answer in bytes. */
function serveAll({ backend }: EngineUnderTest, size: (id: string) => number = () => 4): string {
  const served: string[] = [];
  for (let [attempt] = backend.open(); attempt !== undefined; [attempt] = backend.open()) {
    const [id = ''] = requestIdsOf([attempt]);
    served.push(id);
    attempt.answer(200, 'x'.repeat(size(id)));
  }
  return served.slice(1).join(' ');
}

test('a request waits behind one of each other caller, however many they have sent', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', 'a', 'a', 'a', 'b', 'b', 'c');
  assert.equal(serveAll(engine), 'a b c a b a a');
});

test('callers get equal tokens: one with large answers gets fewer turns', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'large', 'large', 'large', 'small', 'small', 'small', 'small', 'small');
  const order = serveAll(engine, (id) => (id === 'large' ? 1_200 : 400));
  assert.equal(order, 'large small small small large small small large');
});

test('by requests, every caller gets as many turns, whatever their size', async () => {
  const engine = await busyEngine({ queue: aQueueConfig({ fairness: 'requests' }) });
  sendFrom(engine, 'large', 'large', 'large', 'small', 'small', 'small');
  const order = serveAll(engine, (id) => (id === 'large' ? 1_200 : 400));
  assert.equal(order, 'large small large small large small');
});

test('without fairness, requests are served as they came', async () => {
  const engine = await busyEngine({ queue: aQueueConfig({ fairness: 'none' }) });
  sendFrom(engine, 'a', 'a', 'a', 'b', 'c');
  assert.equal(serveAll(engine), 'a a a b c');
});

test('a caller of double weight gets double', async () => {
  const engine = await busyEngine({}, [aProfile({ id: 'heavy', weight: 2 })]);
  sendFrom(engine, ...Array.from({ length: 8 }, () => ['heavy', 'light']).flat());
  const first9 = serveAll(engine, () => 400)
    .split(' ')
    .slice(0, 9);
  assert.equal(first9.filter((id) => id === 'heavy').length, 6);
});

test('what a request really used counts before the next is chosen', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', 'b', 'a', 'b');
  // The answer to a is larger than any estimate, that to b smaller.
  assert.equal(
    serveAll(engine, (id) => (id === 'a' ? 40_000 : 4)),
    'a b b a',
  );
});

test('time without requests is no credit', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', ...Array.from({ length: 20 }, () => 'b'));
  for (let served = 0; served < 10; served += 1) engine.backend.last().answer(200, 'x'.repeat(4_000));
  const before = engine.backend.attempts.length;
  sendFrom(engine, 'a', 'a', 'a', 'a');
  for (let served = 0; served < 6; served += 1) engine.backend.last().answer(200, 'x'.repeat(4_000));
  const since = requestIdsOf(engine.backend.attempts.slice(before)).join(' ');
  assert.equal(since, 'a b a b a b');
});

test('a request that was told to wait keeps its place among the callers of its lane', async () => {
  const engine = await busyEngine();
  const { backend, clock } = engine;
  sendFrom(engine, 'a', 'b', 'b');
  backend.last().answer();
  assert.deepEqual(requestIdsOf(backend.open()), ['a']);
  backend.last().throttle(1_000);
  sendFrom(engine, 'c');
  clock.advance(1_000);
  serveAll(engine);
  assert.equal(requestIdsOf(backend.attempts).slice(2).join(' '), 'a b c b');
});

test('callers start level when what they get equal shares of changes', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', 'b', 'a', 'b', 'a', 'b');
  for (let served = 0; served < 3; served += 1) engine.backend.last().answer(200, 'x'.repeat(4_000));
  const queue = aQueueConfig({ fairness: 'requests' });
  await engine.gateway.reconfigure(aGatewayConfig({ profiles: namedByHeader, queue }));
  const order = serveAll(engine, (id) => (id === 'a' ? 4_000 : 4));
  assert.equal(order, 'b a b');
});

test('a caller has one share, also when a change of the config takes one of its requests away', async () => {
  const facades = (path: string) => [
    aFacadeConfig({ name: 'one', match: { paths: [path], models: [], hosts: [] } }),
    aFacadeConfig({ name: 'all', match: { paths: ['/v1/*'], models: [], hosts: [] } }),
  ];
  const engine = await busyEngine({ facades: facades('/gone') });
  engine.send({ path: '/gone', headers: ['x-user-id', 'a'] });
  sendFrom(engine, 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'b', 'b');
  await engine.gateway.reconfigure(aGatewayConfig({ profiles: namedByHeader, facades: facades('/other') }));
  sendFrom(engine, 'a', 'a', 'a');
  assert.equal(serveAll(engine), 'a b a b a b a b a b a b');
});

test('a caller pays for a request that comes at the very moment when its last one ends', async () => {
  const failover = { ...aFacadeConfig().failover, attempts: 1 };
  const engine = await busyEngine({
    endpoints: [anEndpointConfig({ slots: 2 })],
    facades: [aFacadeConfig({ failover })],
  });
  const { backend, clock, send } = engine;
  // Set before the gateway's own timer, so that the newcomer finds it due.
  clock.setTimer(1_000, () => sendFrom(engine, 'a'));
  send({ headers: ['x-user-id', 'a', 'x-timeout', '1000'] });
  clock.advance(1_000);
  sendFrom(engine, 'a', 'b');
  backend.open()[0]?.answer();
  assert.deepEqual(requestIdsOf(backend.open()), ['a', 'b']);
});

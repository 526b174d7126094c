import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Profile } from '@laneway/contracts';
import type { GatewayConfig } from '../config.ts';
import { aProfile } from '@laneway/testkit';
import type { EngineUnderTest } from '../testing/index.ts';
import {
  aFacadeConfig,
  aGatewayConfig,
  anEndpointConfig,
  aQueueConfig,
  knownProfiles,
  namedByHeader,
  requestIdsOf,
  startEngine,
} from '../testing/index.ts';

/** An engine whose only slot is taken by a request without a profile. */
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

/** Sends one request for each caller, whose name is also the id of the request. */
function sendFrom({ send }: EngineUnderTest, ...callers: readonly string[]): void {
  for (const caller of callers) send({ id: caller, headers: ['x-user-id', caller] });
}

/** Serves all requests one after the other and returns their ids. `size`: bytes of the answer. */
function serveAll({ backend }: EngineUnderTest, size: (id: string) => number = () => 4): string {
  const served: string[] = [];
  for (let [attempt] = backend.open(); attempt !== undefined; [attempt] = backend.open()) {
    const [id = ''] = requestIdsOf([attempt]);
    served.push(id);
    attempt.answer(200, 'x'.repeat(size(id)));
  }
  return served.slice(1).join(' ');
}

test('callers take turns, however many requests each has sent', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', 'a', 'a', 'a', 'b', 'b', 'c');
  assert.equal(serveAll(engine), 'a b c a b a a');
});

test('callers get equal tokens: a caller with large answers gets fewer turns', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'large', 'large', 'large', 'small', 'small', 'small', 'small', 'small');
  const order = serveAll(engine, (id) => (id === 'large' ? 1_200 : 400));
  assert.equal(order, 'large small small small large small small large');
});

test('with fairness by requests, callers get equal turns, whatever the size of their answers', async () => {
  const engine = await busyEngine({ queue: aQueueConfig({ fairness: 'requests' }) });
  sendFrom(engine, 'large', 'large', 'large', 'small', 'small', 'small');
  const order = serveAll(engine, (id) => (id === 'large' ? 1_200 : 400));
  assert.equal(order, 'large small large small large small');
});

test('without fairness, requests are served in order of arrival', async () => {
  const engine = await busyEngine({ queue: aQueueConfig({ fairness: 'none' }) });
  sendFrom(engine, 'a', 'a', 'a', 'b', 'c');
  assert.equal(serveAll(engine), 'a a a b c');
});

test('a caller with twice the weight gets twice the tokens', async () => {
  const engine = await busyEngine({}, [aProfile({ id: 'heavy', weight: 2 })]);
  sendFrom(engine, ...Array.from({ length: 8 }, () => ['heavy', 'light']).flat());
  const first9 = serveAll(engine, () => 400)
    .split(' ')
    .slice(0, 9);
  assert.equal(first9.filter((id) => id === 'heavy').length, 6);
});

test('the real usage of a request counts before the next request is selected', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', 'b', 'a', 'b');
  // The answers to `a` are larger than the estimate, those to `b` smaller.
  assert.equal(
    serveAll(engine, (id) => (id === 'a' ? 40_000 : 4)),
    'a b b a',
  );
});

test('a caller earns no credit by sending nothing', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', ...Array.from({ length: 20 }, () => 'b'));
  for (let served = 0; served < 10; served += 1) engine.backend.last().answer(200, 'x'.repeat(4_000));
  const before = engine.backend.attempts.length;
  sendFrom(engine, 'a', 'a', 'a', 'a');
  for (let served = 0; served < 6; served += 1) engine.backend.last().answer(200, 'x'.repeat(4_000));
  const since = requestIdsOf(engine.backend.attempts.slice(before)).join(' ');
  assert.equal(since, 'a b a b a b');
});

test('a requeued request keeps its turn among the callers of its lane', async () => {
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

test('all callers start level when the unit of fairness changes', async () => {
  const engine = await busyEngine();
  sendFrom(engine, 'a', 'b', 'a', 'b', 'a', 'b');
  for (let served = 0; served < 3; served += 1) engine.backend.last().answer(200, 'x'.repeat(4_000));
  const queue = aQueueConfig({ fairness: 'requests' });
  await engine.gateway.reconfigure(aGatewayConfig({ profiles: namedByHeader, queue }));
  const order = serveAll(engine, (id) => (id === 'a' ? 4_000 : 4));
  assert.equal(order, 'b a b');
});

test('a caller has one share, even if a change of the config removes one of its requests', async () => {
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

test('a caller pays for a request that arrives at the moment when its last one ends', async () => {
  const failover = { ...aFacadeConfig().failover, attempts: 1 };
  const engine = await busyEngine({
    endpoints: [anEndpointConfig({ slots: 2 })],
    facades: [aFacadeConfig({ failover })],
  });
  const { backend, clock, send } = engine;
  // This timer is set before the gateway's own, which is therefore due when the new request arrives.
  clock.setTimer(1_000, () => sendFrom(engine, 'a'));
  send({ headers: ['x-user-id', 'a', 'x-timeout', '1000'] });
  clock.advance(1_000);
  sendFrom(engine, 'a', 'b');
  backend.open()[0]?.answer();
  assert.deepEqual(requestIdsOf(backend.open()), ['a', 'b']);
});

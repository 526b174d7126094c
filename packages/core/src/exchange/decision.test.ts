import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { GatewayConfig } from '../config.ts';
import { aProfile } from '@laneway/testkit';
import {
  aFacadeConfig,
  aLaneConfig,
  anEndpointConfig,
  aSelectorConfig,
  knownProfiles,
  namedByHeader,
  startEngine,
} from '../testing/index.ts';

const config: Partial<GatewayConfig> = {
  lanes: [aLaneConfig({ name: 'gold', reserve: 0.5 }), aLaneConfig({ name: 'bronze' })],
  endpoints: [
    anEndpointConfig({ name: 'ptu', labels: { capacity: 'ptu' }, slots: 2 }),
    anEndpointConfig({ name: 'payg', labels: { capacity: 'payg' }, slots: 2 }),
    anEndpointConfig({ name: 'far', labels: { capacity: 'payg' }, slots: 2, group: 2 }),
  ],
  tiers: {
    bronze: {
      lane: 'bronze',
      route: [
        aSelectorConfig({ labels: { capacity: 'payg' } }),
        aSelectorConfig({ labels: { capacity: 'ptu' }, idle: 1 }),
        aSelectorConfig({ afterMs: 2_000 }),
      ],
    },
    gold: { lane: 'gold', route: [aSelectorConfig({ labels: { capacity: 'ptu' } }), aSelectorConfig()] },
  },
  profiles: namedByHeader,
};

async function explaining() {
  const engine = await startEngine({
    config,
    plugins: {
      profiles: knownProfiles(
        aProfile({ id: 'gold', tier: 'gold' }),
        aProfile({ id: 'bronze', tier: 'bronze' }),
      ),
    },
  });
  const send = (id: string, profile: string, ...headers: readonly string[]) =>
    engine.send({ id, headers: ['x-user-id', profile, ...headers] });
  return { ...engine, send };
}

test('the record has the caller, the lane with its reason, and every endpoint with the rule that kept or dropped it', async () => {
  const { backend, clock, gateway, send } = await explaining();
  send('gold', 'gold');
  send('request', 'bronze');
  clock.advance(40);
  backend.open('payg')[0]?.answer();
  const decision = gateway.explain('request');
  assert.equal(decision?.profile, 'bronze');
  assert.equal(decision?.tier, 'bronze');
  assert.equal(decision?.lane, 'bronze');
  assert.equal(decision?.laneReason, 'tier');
  assert.equal(decision?.facade, 'default');
  assert.deepEqual(
    decision?.looks[0]?.considered.map(
      ({ endpoint, selector, verdict }) => `${selector} ${endpoint} ${verdict}`,
    ),
    [
      '0 payg candidate',
      '0 far higher-group',
      '1 ptu not-idle',
      '2 ptu too-early',
      '2 payg too-early',
      '2 far too-early',
    ],
  );
  assert.equal(decision?.outcome, 'served');
  assert.equal(decision?.status, 200);
  assert.equal(decision?.waitedMs, 0);
  assert.equal(decision?.durationMs, 40);
  assert.equal(decision?.spilled, false);
});

test('the record of a request that waited has the number of requests ahead and the wait', async () => {
  const { backend, clock, gateway, send } = await explaining();
  for (let request = 0; request < 2; request += 1) send(`busy-${request}`, 'bronze');
  send('gold', 'gold');
  send('ahead', 'bronze');
  send('request', 'bronze');
  clock.advance(1_000);
  backend.open('payg')[0]?.answer();
  backend.open('payg')[0]?.answer();
  backend.last().answer();
  const decision = gateway.explain('request');
  assert.equal(decision?.aheadOnArrival, 1);
  assert.equal(decision?.waitedMs, 1_000);
  assert.deepEqual(
    decision?.looks.map(({ result }) => result),
    ['waits', 'dispatched'],
  );
  assert.deepEqual(
    decision?.looks[0]?.considered.map(({ verdict }) => verdict),
    ['reserved', 'reserved', 'not-idle', 'too-early', 'too-early', 'too-early'],
  );
});

test('the record of a request that spilled has the reason why the preferred endpoint did not take it', async () => {
  const { backend, gateway, send } = await explaining();
  send('first', 'gold');
  backend.last().throttle(60_000);
  assert.equal(backend.last().endpoint, 'payg');
  const decision = gateway.explain('first');
  assert.equal(decision?.spilled, true);
  assert.deepEqual(decision?.looks.at(-1)?.considered[0], {
    endpoint: 'ptu',
    selector: 0,
    verdict: 'throttled',
  });
});

test('the record has every attempt with its endpoint, times and outcome', async () => {
  const { backend, clock, gateway, send } = await explaining();
  send('request', 'gold');
  const startedAtMs = clock.nowMs();
  clock.advance(100);
  backend.last().answer(503, 'no');
  clock.advance(20);
  backend.last().head(200);
  clock.advance(30);
  backend.last().data('{}').end();
  const attempts = gateway.explain('request')?.attempts ?? [];
  assert.deepEqual(
    attempts.map(({ endpoint, outcome }) => [endpoint, outcome?.kind]),
    [
      ['ptu', 'failed'],
      ['payg', 'success'],
    ],
  );
  assert.equal(attempts[0]?.endedAtMs, startedAtMs + 100);
  assert.equal(attempts[1]?.startedAtMs, startedAtMs + 100);
  assert.equal(attempts[1]?.firstByteMs, 20);
  assert.equal(attempts[1]?.endedAtMs, startedAtMs + 150);
});

test('x-laneway-explain answers with the record and sends nothing to a backend', async () => {
  const { backend, gateway, send } = await explaining();
  const client = send('request', 'gold', 'x-laneway-explain', 'true');
  assert.equal(backend.attempts.length, 0);
  assert.equal(client.status, 200);
  assert.equal(client.header('content-type'), 'application/json');
  const decision: unknown = JSON.parse(client.body);
  assert.ok(typeof decision === 'object' && decision !== null);
  assert.ok('lane' in decision && decision.lane === 'gold');
  assert.ok('predictedWaitMs' in decision && decision.predictedWaitMs === 0);
  const { exchanges, running, waiting } = gateway.state();
  assert.deepEqual([exchanges, running, waiting], [0, 0, 0]);
});

test('explaining uses no quota, and gives the reason why a request would be rejected', async () => {
  const quota = { rpm: 1 };
  const { parts, send } = await startEngine({
    config: {
      profiles: namedByHeader,
      facades: [aFacadeConfig({ match: { paths: ['/v1/*'], models: [], hosts: [] } })],
    },
    plugins: { profiles: knownProfiles(aProfile({ quota })) },
  });
  for (let request = 0; request < 3; request += 1) {
    send({ headers: ['x-user-id', 'alice', 'x-laneway-explain', 'true'] });
  }
  assert.equal(parts.generation().quotas.read('alice', quota).requestsLeft, 1);
  assert.equal(send({ path: '/v2', headers: ['x-laneway-explain', 'true'] }).refusal?.code, 'no_facade');
});

test('the latest records are kept, as many as configured', async () => {
  const { backend, gateway, send } = await startEngine({ decisions: 2 });
  for (const id of ['one', 'two', 'three']) {
    send({ id });
    backend.last().answer();
  }
  assert.equal(gateway.explain('one'), undefined);
  assert.equal(gateway.explain('three')?.requestId, 'three');
  const none = await startEngine({ decisions: 0 });
  none.send({ id: 'one' });
  assert.equal(none.gateway.explain('one'), undefined);
});

test('a request is treated alike, and explained on request, whether records are kept or not', async () => {
  const answers = [];
  for (const decisions of [0, 1_000]) {
    const { backend, clock, send } = await startEngine({ decisions });
    const first = send({ id: 'first' });
    const second = send({ id: 'second' });
    const explained = send({ id: 'explained', headers: ['x-laneway-explain', 'true'] });
    clock.advance(1_000);
    backend.last().fail();
    clock.advance(500);
    for (let attempt = backend.open()[0]; attempt !== undefined; attempt = backend.open()[0])
      attempt.answer();
    answers.push([first.headers, second.headers, explained.body]);
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.match(String(answers[0]?.[2]), /"verdict":"no-slot"/);
});

test('the record of a request that still waits shows what has happened so far', async () => {
  const { clock, gateway, send } = await startEngine();
  send({ id: 'first' });
  send({ id: 'second' });
  clock.advance(1_000);
  const decision = gateway.explain('second');
  assert.equal(decision?.lane, 'default');
  assert.equal(decision?.outcome, undefined);
  assert.deepEqual(
    decision?.looks.map(({ result }) => result),
    ['waits'],
  );
  assert.equal(gateway.explain('first')?.attempts[0]?.endedAtMs, undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AttemptReport, Balancer } from '@laneway/contracts';
import { aPlugin } from '@laneway/testkit';

import { aFacadeConfig, anEndpointConfig, aUse, startEngine } from '../testing/index.ts';

const withTwo = () =>
  startEngine({ config: { endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name })) } });

test('an attempt without an answer within the timeout is aborted, and another endpoint tried', async () => {
  const { backend, clock, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1500'] });
  clock.advance(1_499);
  assert.equal(backend.attempts.length, 1);
  clock.advance(1);
  assert.equal(backend.attempts[0]?.aborted, true);
  backend.last().answer();
  assert.equal(client.header('x-laneway-endpoint'), 'b');
});

test('the header S7PTimeout means the same as x-timeout', async () => {
  const { backend, clock, send } = await withTwo();
  send({ headers: ['S7PTimeout', '1500'] });
  clock.advance(1_500);
  assert.equal(backend.attempts.length, 2);
});

test('without the header, the timeout of the facade applies', async () => {
  const failover = { ...aFacadeConfig().failover, timeoutMs: 700 };
  const { backend, clock, send } = await startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name })),
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], failover })],
    },
  });
  send();
  clock.advance(700);
  assert.equal(backend.attempts.length, 2);
});

test('each attempt has the whole timeout', async () => {
  const { backend, clock, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1000'] });
  clock.advance(1_000);
  clock.advance(999);
  backend.last().answer();
  assert.equal(client.status, 200);
});

test('the timeout does not limit an answer that has begun', async () => {
  const { backend, clock, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1000'] });
  backend.last().head(200);
  clock.advance(60_000);
  backend.last().data('slow').end();
  assert.equal(client.body, 'slow');
});

test('an error answer whose body does not end within the timeout is aborted', async () => {
  const { backend, clock, send } = await withTwo();
  send({ headers: ['x-timeout', '1000'] });
  backend.last().head(503).data('and');
  clock.advance(1_000);
  assert.equal(backend.attempts[0]?.aborted, true);
  assert.equal(backend.last().endpoint, 'b');
});

test('if every attempt times out, the client gets upstream_timeout', async () => {
  const { backend, clock, gateway, send } = await withTwo();
  const client = send({ headers: ['x-timeout', '1000'] });
  clock.advance(1_000);
  clock.advance(1_000);
  clock.advance(1_000);
  assert.equal(client.refusal?.code, 'upstream_timeout');
  assert.equal(client.status, 504);
  assert.equal(backend.attempts.length, 3);
  assert.equal(gateway.state().running, 0);
});

test('the timeout does not count the time in the lane', async () => {
  const { backend, clock, send } = await startEngine();
  send();
  const client = send({ headers: ['x-timeout', '1000'] });
  clock.advance(5_000);
  backend.last().answer();
  clock.advance(999);
  backend.last().answer();
  assert.equal(client.status, 200);
});

/** An engine with one endpoint, whose breaker opens after two failures and whose attempts may take ten seconds. */
async function startPatient() {
  const reports: AttemptReport[] = [];
  const reporting: Balancer = {
    pick: ([first]) => {
      if (first === undefined) throw new RangeError('candidates are never empty');
      return first;
    },
    onAttemptEnd: (_endpoint, report) => void reports.push(report),
  };
  const { failover } = aFacadeConfig();
  const breaker = { ...failover.breaker, failures: 2 };
  const engine = await startEngine({
    config: {
      endpoints: [anEndpointConfig({ slots: 10 })],
      facades: [
        aFacadeConfig({
          balancer: aUse('reporting'),
          failover: { ...failover, attempts: 1, timeoutMs: 10_000, breaker },
        }),
      ],
    },
    plugins: { reporting: aPlugin('balancer', () => reporting) },
  });
  return { ...engine, reports, health: () => engine.gateway.endpoints()[0] };
}

for (const [name, headers] of [
  ["a caller's timeout", ['x-timeout', '100']],
  ["a caller's deadline", ['x-ttl', '0.1']],
] as const) {
  test(`${name} that is shorter than the endpoint's timeout is not counted as a failure of the endpoint`, async () => {
    const { clock, health, reports, send } = await startPatient();
    for (let request = 0; request < 5; request += 1) send({ headers });
    clock.advance(100);
    assert.equal(health()?.breaker, 'closed');
    assert.equal(health()?.failuresTotal, 0);
    assert.deepEqual(
      reports.map(({ outcome }) => outcome.kind),
      Array.from({ length: 5 }, () => 'cancelled'),
    );
  });
}

test('an endpoint that exceeds its own timeout has failed, even if the caller would wait longer', async () => {
  const { clock, health, reports, send } = await startPatient();
  for (let request = 0; request < 2; request += 1) send({ headers: ['x-timeout', '10000'] });
  clock.advance(10_000);
  assert.equal(health()?.breaker, 'open');
  assert.equal(reports[0]?.outcome.kind, 'failed');
});

test('a client whose own timeout has passed gets upstream_timeout, and the decision record says so too', async () => {
  const { clock, gateway, send } = await startPatient();
  const client = send({ headers: ['x-timeout', '100'] });
  clock.advance(100);
  assert.equal(client.refusal?.code, 'upstream_timeout');
  const [attempt] = gateway.explain('request-1')?.attempts ?? [];
  assert.ok(attempt?.outcome?.kind === 'failed' && attempt.outcome.reason === 'timeout');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AttemptReport, Balancer } from '@laneway/contracts';
import { aFacadeConfig, anEndpointConfig, aUse } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';
import { aPlugin } from '@laneway/testkit';

/** One endpoint that is left alone after two failures; attempts may take ten seconds, and the balancer keeps its reports. */
async function withPatience() {
  const reports: AttemptReport[] = [];
  const listening: Balancer = {
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
          balancer: aUse('listening'),
          failover: { ...failover, attempts: 1, timeoutMs: 10_000, breaker },
        }),
      ],
    },
    plugins: { listening: aPlugin('balancer', () => listening) },
  });
  return { ...engine, reports, health: () => engine.gateway.endpoints()[0] };
}

for (const [name, headers] of [
  ['a timeout of their own', ['x-timeout', '100']],
  ['a deadline', ['x-ttl', '0.1']],
] as const) {
  test(`callers with ${name} that is shorter than the endpoint's time do not speak against it`, async () => {
    const { clock, health, reports, send } = await withPatience();
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

test('an endpoint that takes longer than it may does, however long the caller would wait', async () => {
  const { clock, health, reports, send } = await withPatience();
  for (let request = 0; request < 2; request += 1) send({ headers: ['x-timeout', '10000'] });
  clock.advance(10_000);
  assert.equal(health()?.breaker, 'open');
  assert.equal(reports[0]?.outcome.kind, 'failed');
});

test('the client in a hurry is told that it was time all the same, and so is the record', async () => {
  const { clock, gateway, send } = await withPatience();
  const client = send({ headers: ['x-timeout', '100'] });
  clock.advance(100);
  assert.equal(client.refusal?.code, 'upstream_timeout');
  const [attempt] = gateway.explain('request-1')?.attempts ?? [];
  assert.ok(attempt?.outcome?.kind === 'failed' && attempt.outcome.reason === 'timeout');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AttemptReport, Balancer } from '@laneway/contracts';
import { aFacadeConfig, anEndpointConfig, aUse } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';
import { aPlugin } from '@laneway/testkit';

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

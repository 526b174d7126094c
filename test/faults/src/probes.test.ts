import assert from 'node:assert/strict';
import { test } from 'node:test';

import latency from '@laneway/balancer-latency';
import type { ProbeSink } from '@laneway/contracts';
import { aFacadeConfig, anEndpointConfig, aUse, ScriptedBackend, startEngine } from '@laneway/core/testing';
import { aPlugin } from '@laneway/testkit';

/** An engine with endpoints `a` and `b`, balanced by latency; the test sets the results of probes. */
async function probed() {
  const backend = new ScriptedBackend();
  const sinks = new Map<string, ProbeSink>();
  const engine = await startEngine({
    config: {
      endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name, connector: aUse('probing'), slots: 10 })),
      facades: [aFacadeConfig({ endpoints: ['a', 'b'], balancer: aUse('latency') })],
    },
    plugins: {
      latency,
      probing: aPlugin('connector', () => ({
        ...backend.connector(),
        probe(endpoint, sink) {
          sinks.set(endpoint.name, sink);
          return () => sinks.delete(endpoint.name);
        },
      })),
    },
  });
  const find = (endpoint: string, latencyMs: number, healthy = true) =>
    sinks.get(endpoint)?.onProbe({ healthy, latencyMs });
  const firstBytes = () => engine.gateway.endpoints().map(({ firstByteMs }) => firstByteMs);
  return { ...engine, backend, find, firstBytes };
}

test('before any request, the endpoint with the faster probes gets the first request', async () => {
  for (const [near, far] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const { backend, find, send } = await probed();
    find(near, 5);
    find(far, 80);
    for (let request = 0; request < 5; request += 1) send();
    assert.deepEqual(new Set(backend.attempts.map(({ endpoint }) => endpoint)), new Set([near]));
  }
});

test('the latency of an endpoint is that of its probes until it has answered, and that of its answers from then on', async () => {
  const { backend, clock, find, firstBytes, send } = await probed();
  find('a', 10);
  find('a', 20);
  assert.deepEqual(firstBytes(), [12, 0]);
  find('b', 50);
  send();
  clock.advance(400);
  backend.last().answer();
  assert.deepEqual(firstBytes(), [400, 50]);
  find('a', 10);
  assert.deepEqual(firstBytes(), [400, 50]);
});

test('a failed probe does not change the latency', async () => {
  const { find, firstBytes } = await probed();
  find('a', 10);
  find('a', 3_000, false);
  assert.deepEqual(firstBytes(), [10, 0]);
});

test('an endpoint whose probes fail gets no requests until they succeed again', async () => {
  const { backend, find, send } = await probed();
  find('a', 10, false);
  find('b', 10, false);
  const client = send();
  assert.equal(backend.attempts.length, 0);
  find('b', 10);
  assert.equal(backend.last().endpoint, 'b');
  backend.last().answer();
  assert.equal(client.status, 200);
});

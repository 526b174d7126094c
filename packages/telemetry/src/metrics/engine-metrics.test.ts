import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aLaneConfig, anEndpointConfig, aSelectorConfig, startEngine } from '@laneway/core/testing';

import { engineMetrics } from './engine-metrics.ts';
import { prometheusText } from './prometheus-text.ts';

test('lanes have the number of waiting requests, the age of the oldest, and the number in progress', async () => {
  const engine = await startEngine();
  const { gateway, clock } = engine;
  engine.send();
  engine.send();
  clock.advance(1_500);
  engine.send();
  const lines = prometheusText(engineMetrics(gateway.state(), clock.nowMs())).split('\n');
  assert.ok(lines.includes('laneway_lane_depth{lane="default"} 2'));
  assert.ok(lines.includes('laneway_lane_oldest_wait_seconds{lane="default"} 1.5'));
  assert.ok(lines.includes('laneway_lane_running{lane="default"} 1'));
  assert.ok(lines.includes('laneway_lane_dispatched_total{lane="default"} 1'));
  assert.ok(lines.includes('laneway_exchanges_in_progress 3'));
  assert.ok(lines.includes('laneway_tickets_waiting 2'));
  assert.ok(lines.includes('laneway_generation 1'));
  assert.ok(lines.includes('laneway_draining 0'));
});

test('endpoints that tiers share have their busy share, spill, floor and headroom', async () => {
  const route = [aSelectorConfig({ labels: { kind: 'ptu' } }), aSelectorConfig({ labels: { kind: 'payg' } })];
  const engine = await startEngine({
    config: {
      endpoints: [
        anEndpointConfig({ name: 'ptu', labels: { kind: 'ptu' }, slots: 4, headroom: 'auto' }),
        anEndpointConfig({ name: 'payg', labels: { kind: 'payg' } }),
      ],
      lanes: [aLaneConfig({ name: 'gold' }), aLaneConfig({ name: 'silver' })],
      tiers: { gold: { lane: 'gold', route }, silver: { lane: 'silver', route } },
    },
  });
  const { gateway, clock } = engine;
  const lines = prometheusText(engineMetrics(gateway.state(), clock.nowMs())).split('\n');
  assert.ok(lines.includes('laneway_pool_busy{endpoints="ptu"} 0'));
  assert.ok(lines.includes('laneway_pool_spill{endpoints="ptu",lane="gold"} 0'));
  assert.ok(lines.includes('laneway_pool_spill_floor{endpoints="ptu",lane="gold"} 0'));
  assert.ok(lines.includes('laneway_pool_headroom{endpoints="ptu",lane="gold"} 0'));
});

test('endpoints have slots, requests in flight, throttle, breaker and remaining quota', async () => {
  const endpoints = [anEndpointConfig({ name: 'a', slots: 4, quota: { tpm: 60_000, rpm: undefined } })];
  const engine = await startEngine({ config: { endpoints } });
  const { gateway, clock, backend } = engine;
  engine.send();
  backend.last().throttle(3_000);
  clock.advance(1_000);
  const lines = prometheusText(engineMetrics(gateway.state(), clock.nowMs())).split('\n');
  assert.ok(lines.includes('laneway_endpoint_slots{endpoint="a"} 4'));
  assert.ok(lines.includes('laneway_endpoint_in_flight{endpoint="a"} 0'));
  assert.ok(lines.includes('laneway_endpoint_throttled_seconds{endpoint="a"} 2'));
  assert.ok(lines.includes('laneway_endpoint_breaker{endpoint="a",state="closed"} 1'));
  assert.ok(lines.includes('laneway_endpoint_breaker{endpoint="a",state="open"} 0'));
  assert.ok(lines.some((line) => line.startsWith('laneway_endpoint_tokens_left{endpoint="a"} ')));
});

test('an endpoint without quota and probes has no such metrics', async () => {
  const { gateway, clock } = await startEngine();
  const text = prometheusText(engineMetrics(gateway.state(), clock.nowMs()));
  assert.doesNotMatch(text, /laneway_endpoint_(tokens_left|requests_left|healthy)/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@laneway/testkit';
import { aModelServer } from '../a-model-server.ts';
import { postJson } from '../post-json.ts';
import { capacityOf } from './capacity.ts';
import type { Demand } from './demand.ts';

const demand = (promptTokens: number, maxTokens?: number): Demand => ({
  promptTokens,
  cachedTokens: 0,
  maxTokens,
});
const used = (promptTokens: number, completionTokens: number) => ({
  promptTokens,
  completionTokens,
  cachedTokens: 0,
  reasoningTokens: 0,
});

test('PAYG admits estimated tokens up to its limit in any 60 seconds', () => {
  const payg = capacityOf({ kind: 'payg', tpm: 100 }, 0);
  assert.equal(payg.admit(demand(10, 50), 0), undefined);
  assert.equal(payg.admit(demand(24), 10_000), undefined);
  assert.equal(payg.admit(demand(1, 0), 20_000)?.retryAfterMs, 40_000);
  assert.equal(payg.utilisation(59_999).now, 1);
  assert.equal(payg.utilisation(60_000).now, 0.4);
  assert.equal(payg.admit(demand(1, 0), 60_000), undefined);
});

test('PAYG does not return estimated tokens that an answer did not use', () => {
  const payg = capacityOf({ kind: 'payg', tpm: 100 }, 0);
  payg.admit(demand(0, 100), 0);
  payg.settle(demand(0, 100), used(0, 1), 1_000);
  assert.equal(payg.admit(demand(1, 0), 2_000)?.headers['policy-id'], 'DeploymentRatelimit-Token');
});

test('PAYG enforces requests per minute in slices, so that it refuses a burst below the limit of the minute', () => {
  const payg = capacityOf({ kind: 'payg', rpm: 12 }, 0);
  assert.equal(payg.admit(demand(1), 0), undefined);
  assert.equal(payg.admit(demand(1), 4_000), undefined);
  const refusal = payg.admit(demand(1), 5_000);
  assert.deepEqual(refusal, { retryAfterMs: 5_000, headers: { 'policy-id': 'DeploymentRatelimit-Request' } });
  assert.equal(payg.admit(demand(1), 10_000), undefined);
});

test('PTU refuses above 100 % and gives the time until it is below', () => {
  const ptu = capacityOf({ kind: 'ptu', tokensPerSecond: 100, burstMs: 1_000 }, 0);
  assert.equal(ptu.admit(demand(50, 100), 0), undefined);
  assert.equal(ptu.admit(demand(1, 1), 0)?.retryAfterMs, 500);
  assert.equal(ptu.admit(demand(1, 1), 501), undefined);
});

test('PTU corrects its estimate after a short answer, and does not count cached tokens', () => {
  const ptu = capacityOf({ kind: 'ptu', tokensPerSecond: 100, burstMs: 1_000 }, 0);
  const cached = { promptTokens: 50, cachedTokens: 40, maxTokens: 100 };
  ptu.admit(cached, 0);
  assert.equal(ptu.utilisation(0).now, 1.1);
  ptu.settle(cached, { ...used(50, 10), cachedTokens: 40 }, 0);
  assert.equal(ptu.utilisation(0).now, 0.2);
});

test('PTU reports how busy it was', () => {
  const bucket = capacityOf({ kind: 'ptu', tokensPerSecond: 100 }, 0);
  bucket.admit(demand(50, 100), 0);
  assert.equal(bucket.utilisation(3_000).busy, 0.5);
  const slots = capacityOf({ kind: 'ptu', slots: 2 }, 0);
  slots.admit(demand(1), 0);
  slots.settle(demand(1), undefined, 1_000);
  assert.equal(slots.utilisation(2_000).busy, 0.25);
});

const url = '/openai/deployments/m/chat/completions';
const body = { messages: [], max_tokens: 10 };

test('a refused request gets a 429 in Azure’s form and uses no capacity', async (t) => {
  const capacity = { kind: 'ptu', slots: 1, retryAfterMs: 1_500 } as const;
  const server = await aModelServer(t, { capacity, hold: true });
  const first = postJson(server.url + url, body);
  await server.holding(1);
  const refused = await postJson(server.url + url, body);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('retry-after-ms'), '1500');
  assert.equal(refused.headers.get('retry-after'), '2');
  assert.match(await refused.text(), /retry after 2 seconds/);
  assert.equal((await server.ended(2)).ending, 'throttled');
  server.release();
  await (await first).text();
  await server.idle();
  server.configure({ hold: false });
  assert.equal((await postJson(server.url + url, body)).status, 200);
});

test('a slot is free once its client has left', async (t) => {
  const server = await aModelServer(t, { capacity: { kind: 'concurrency', slots: 1 }, hold: true });
  const leaving = new AbortController();
  const post = postJson(server.url + url, body, { signal: leaving.signal });
  await server.holding(1);
  leaving.abort();
  await assert.rejects(post);
  await server.idle();
  server.configure({ hold: false });
  assert.equal((await postJson(server.url + url, body)).status, 200);
});

test('PTU answers have the utilisation and no rate limits, PAYG answers have rate limits and no utilisation', async (t) => {
  const ptu = await aModelServer(t, {
    capacity: { kind: 'ptu', tokensPerSecond: 10 },
    clock: new FakeClock(),
  });
  const fromPtu = await postJson(ptu.url + url, body);
  assert.equal(fromPtu.headers.get('azure-openai-deployment-utilization'), '10.0%');
  assert.equal(fromPtu.headers.get('x-ratelimit-limit-tokens'), null);
  const payg = await aModelServer(t, { capacity: { kind: 'payg', tpm: 1_000, rpm: 60 } });
  const fromPayg = await postJson(payg.url + url, body);
  assert.equal(fromPayg.headers.get('azure-openai-deployment-utilization'), null);
  const limits = ['limit-tokens', 'remaining-tokens', 'limit-requests', 'remaining-requests'];
  assert.deepEqual(
    limits.map((name) => fromPayg.headers.get(`x-ratelimit-${name}`)),
    ['1000', '990', '60', '54'],
  );
});

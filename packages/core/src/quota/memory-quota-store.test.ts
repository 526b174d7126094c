import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import type { QuotaAnswer, QuotaLimits, QuotaReservation } from '@laneway/contracts';
import { aPlugin, quotaStoreConformance } from '@laneway/testkit';
import * as fc from 'fast-check';

import { MemoryQuotaStore } from './memory-quota-store.ts';
import type { QuotaAccount } from './quota-account.ts';

quotaStoreConformance({ test, plugin: aPlugin('quota-store', (host) => new MemoryQuotaStore(host.clock)) });

let nowMs: number;
const clock = { nowMs: () => nowMs, setTimer: () => ({ cancel: () => undefined }) };

describe('MemoryQuotaStore', () => {
  let store: MemoryQuotaStore;
  let accounts: Map<string, QuotaAccount>;

  beforeEach(() => {
    nowMs = 1_790_000_000_000;
    accounts = new Map();
    store = new MemoryQuotaStore(clock, accounts);
  });

  function granted(tokens: number, limits: QuotaLimits, key = 'ada'): QuotaReservation {
    const answer = store.reserve(key, tokens, limits);
    assert.equal(answer.kind, 'granted');
    return (answer as QuotaAnswer & { kind: 'granted' }).reservation;
  }

  function exceeded(tokens: number, limits: QuotaLimits): QuotaAnswer & { kind: 'exceeded' } {
    const answer = store.reserve('ada', tokens, limits);
    assert.equal(answer.kind, 'exceeded');
    return answer;
  }

  test('grants the tokens of a minute at once, and no more', () => {
    granted(1000, { tpm: 1000 });
    assert.equal(exceeded(1, { tpm: 1000 }).limit, 'tpm');
  });

  test('grants an exceeding request after retryAfterMs, and not before', () => {
    granted(1000, { tpm: 1000 });
    const { retryAfterMs } = exceeded(250, { tpm: 1000 });
    nowMs += retryAfterMs - 2;
    exceeded(250, { tpm: 1000 });
    nowMs += 2;
    granted(250, { tpm: 1000 });
  });

  test('counts requests of 0 tokens', () => {
    const limits = { rpm: 2 };
    granted(0, limits);
    granted(0, limits);
    const refusal = exceeded(0, limits);
    assert.equal(refusal.limit, 'rpm');
    nowMs += refusal.retryAfterMs;
    granted(0, limits);
  });

  test('counts requests in progress until they end', () => {
    const limits = { concurrency: 2 };
    const first = granted(5, limits);
    granted(5, limits);
    assert.equal(exceeded(5, limits).limit, 'concurrency');
    store.settle(first, 5);
    granted(5, limits);
  });

  test('estimates the wait for concurrency from the durations of earlier requests', () => {
    const limits = { concurrency: 1 };
    for (let round = 0; round < 50; round += 1) {
      const reservation = granted(0, limits);
      nowMs += 8000;
      store.settle(reservation, 0);
    }
    granted(0, limits);
    const { retryAfterMs } = exceeded(0, limits);
    assert.ok(Math.abs(retryAfterMs - 8000) < 10, `${retryAfterMs} ms`);
  });

  test('names the limit with the longest wait', () => {
    const limits = { tpm: 1000, rpm: 1 };
    granted(1000, limits);
    const { limit, retryAfterMs } = exceeded(1, limits);
    assert.equal(limit, 'rpm');
    assert.ok(retryAfterMs >= 60_000);
  });

  test('grants a request that is larger than the whole quota when the quota is full', () => {
    const limits = { tpm: 100 };
    granted(500, limits);
    assert.equal(store.read('ada', limits).tokensLeft, -400);
    const { retryAfterMs } = exceeded(500, limits);
    nowMs += retryAfterMs;
    granted(500, limits);
  });

  test('takes nothing when a limit is exceeded', () => {
    const limits = { tpm: 100, rpm: 5 };
    granted(60, limits);
    exceeded(50, limits);
    assert.deepEqual(store.read('ada', limits), { tokensLeft: 40, requestsLeft: 4, inProgress: 1 });
  });

  test('replaces reserved tokens by used tokens', () => {
    const limits = { tpm: 100 };
    store.settle(granted(60, limits), 10);
    assert.equal(store.read('ada', limits).tokensLeft, 90);
    store.settle(granted(20, limits), 120);
    assert.equal(store.read('ada', limits).tokensLeft, -30);
  });

  test('returns tokens and request of a released reservation', () => {
    const limits = { tpm: 100, rpm: 5 };
    store.release(granted(60, limits));
    assert.deepEqual(store.read('ada', limits), { tokensLeft: 100, requestsLeft: 5, inProgress: 0 });
  });

  test('counts every key separately', () => {
    const limits = { tpm: 100 };
    granted(100, limits, 'ada');
    granted(100, limits, 'bob');
  });

  test('keeps the spent share of a limit that changes', () => {
    granted(50, { tpm: 100 });
    assert.equal(store.read('ada', { tpm: 1000 }).tokensLeft, 500);
    granted(500, { tpm: 1000 });
    exceeded(1, { tpm: 1000 });
  });

  test('grants everything without limits', () => {
    granted(1_000_000, {});
    assert.deepEqual(store.read('ada', {}), {
      tokensLeft: undefined,
      requestsLeft: undefined,
      inProgress: 1,
    });
  });

  test('changes nothing on a read', () => {
    store.read('ada', { tpm: 100 });
    assert.equal(accounts.size, 0);
  });

  test('forgets keys whose quota is full again, and keeps the others', () => {
    granted(10, { concurrency: 3 }, 'busy');
    for (let count = 0; count < 10_000; count += 1) {
      store.settle(granted(10, { tpm: 600 }, `passer-by-${count}`), 10);
      nowMs += 100;
    }
    // Each has its quota back after a second, when ten others have come.
    assert.ok(accounts.size < 40, `${accounts.size} keys`);
    assert.equal(store.read('busy', {}).inProgress, 1);
  });

  type Step = {
    readonly kind: 'reserve' | 'settle' | 'release';
    readonly index: number;
    readonly tokens: number;
  };
  const steps: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom('reserve', 'reserve', 'settle', 'release'),
    index: fc.nat(20),
    tokens: fc.nat(400),
  });

  test('never loses or adds a token, however often a reservation is settled, released or left', () => {
    const limits = { tpm: 1000, rpm: 12, concurrency: 5 };
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 60, size: 'max' }), (sequence) => {
        const fresh = new MemoryQuotaStore(clock);
        const reservations: QuotaReservation[] = [];
        const ended = new Map<QuotaReservation, { readonly tokens: number; readonly requests: number }>();
        for (const { kind, index, tokens } of sequence) {
          const reservation = reservations[index];
          if (kind === 'reserve') {
            const answer = fresh.reserve('ada', tokens, limits);
            if (answer.kind === 'granted') reservations.push(answer.reservation);
          } else if (reservation !== undefined) {
            if (kind === 'settle') fresh.settle(reservation, tokens);
            else fresh.release(reservation);
            const end = kind === 'settle' ? { tokens, requests: 1 } : { tokens: 0, requests: 0 };
            if (!ended.has(reservation)) ended.set(reservation, end);
          }
          const spent = reservations.map((each) => ended.get(each) ?? { tokens: each.tokens, requests: 1 });
          assert.deepEqual(fresh.read('ada', limits), {
            tokensLeft: 1000 - spent.reduce((sum, each) => sum + each.tokens, 0),
            requestsLeft: 12 - spent.reduce((sum, each) => sum + each.requests, 0),
            inProgress: reservations.length - ended.size,
          });
        }
      }),
      { numRuns: 500 },
    );
  });
});

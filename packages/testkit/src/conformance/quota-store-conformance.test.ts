import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  Clock,
  QuotaAnswer,
  QuotaLimits,
  QuotaReading,
  QuotaReservation,
  QuotaStore,
} from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { failures } from './failures.test.fixture.ts';
import { quotaStoreConformance } from './quota-store-conformance.ts';

/** Tokens and requests that a key has used and not yet regained. */
interface Debt {
  tokens: number;
  requests: number;
  inProgress: number;
  limits: QuotaLimits;
  asOfMs: number;
}

/** A correct store, which the suite must pass. */
class MemoryQuotaStore implements QuotaStore {
  readonly debts = new Map<string, Debt>();
  readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  reserve(key: string, tokens: number, limits: QuotaLimits): QuotaAnswer {
    const debt = this.debtOf(key, limits);
    const refusal = this.refusal(debt, tokens, limits);
    if (refusal !== undefined) return refusal;
    debt.tokens += tokens;
    debt.requests += 1;
    debt.inProgress += 1;
    return { kind: 'granted', reservation: { key, tokens } };
  }

  refusal(debt: Debt, tokens: number, limits: QuotaLimits): QuotaAnswer | undefined {
    const { tpm, rpm, concurrency } = limits;
    if (concurrency !== undefined && debt.inProgress >= concurrency) return exceeded('concurrency', 1_000);
    if (rpm !== undefined && debt.requests + 1 > rpm)
      return exceeded('rpm', untilRoom(debt.requests + 1, rpm));
    if (tpm === undefined) return undefined;
    const owed = debt.tokens + this.wanted(tokens, tpm);
    return owed > tpm ? exceeded('tpm', untilRoom(owed, tpm)) : undefined;
  }

  // A request larger than the whole quota needs all of it, and not more.
  wanted(tokens: number, tpm: number): number {
    return Math.min(tokens, tpm);
  }

  settle({ key, tokens }: QuotaReservation, used: number): void {
    const debt = this.debtOf(key);
    debt.tokens += used - tokens;
    debt.inProgress -= 1;
  }

  release({ key, tokens }: QuotaReservation): void {
    const debt = this.debtOf(key);
    debt.tokens -= tokens;
    debt.requests -= 1;
    debt.inProgress -= 1;
  }

  read(key: string, limits: QuotaLimits): QuotaReading {
    const { tokens, requests, inProgress } = this.debtOf(key, limits);
    return {
      tokensLeft: limits.tpm === undefined ? undefined : limits.tpm - tokens,
      requestsLeft: limits.rpm === undefined ? undefined : limits.rpm - requests,
      inProgress,
    };
  }

  debtOf(key: string, limits?: QuotaLimits): Debt {
    const nowMs = this.clock.nowMs();
    const debt = this.debts.get(key) ?? { tokens: 0, requests: 0, inProgress: 0, limits: {}, asOfMs: nowMs };
    const minutes = (nowMs - debt.asOfMs) / 60_000;
    debt.limits = limits ?? debt.limits;
    debt.tokens = this.earned(debt.tokens, (debt.limits.tpm ?? 0) * minutes);
    debt.requests = this.earned(debt.requests, (debt.limits.rpm ?? 0) * minutes);
    debt.asOfMs = nowMs;
    this.debts.set(key, debt);
    return debt;
  }

  earned(debt: number, income: number): number {
    return Math.max(0, debt - income);
  }
}

function exceeded(limit: 'tpm' | 'rpm' | 'concurrency', retryAfterMs: number): QuotaAnswer {
  return { kind: 'exceeded', limit, retryAfterMs };
}

function untilRoom(owed: number, limit: number): number {
  return Math.ceil(((owed - limit) / limit) * 60_000);
}

function failuresOf(Store: typeof MemoryQuotaStore): Promise<readonly string[]> {
  const plugin = aPlugin('quota-store', ({ clock }) => new Store(clock));
  return failures((register) => quotaStoreConformance({ test: register, plugin }));
}

test('a correct quota store passes', async () => {
  assert.deepEqual(await failuresOf(MemoryQuotaStore), []);
});

test('a store without a limit is caught', async () => {
  class OpenStore extends MemoryQuotaStore {
    override refusal(): undefined {
      return undefined;
    }
  }
  const failed = await failuresOf(OpenStore);
  assert.ok(failed.includes('grants tokens until they are spent, then names the limit and the wait'));
  assert.ok(failed.includes('grants `rpm` requests a minute'));
  assert.ok(failed.includes('grants `concurrency` requests at once'));
});

test('a store that names too short a wait is caught', async () => {
  class HastyStore extends MemoryQuotaStore {
    override refusal(debt: Debt, tokens: number, limits: QuotaLimits): QuotaAnswer | undefined {
      const refusal = super.refusal(debt, tokens, limits);
      return refusal?.kind === 'exceeded' ? { ...refusal, retryAfterMs: refusal.retryAfterMs / 2 } : refusal;
    }
  }
  assert.deepEqual(await failuresOf(HastyStore), [
    'grants after retryAfterMs',
    'charges tokens that were used beyond the reservation',
  ]);
});

test('a store that charges for reservations that it does not grant is caught', async () => {
  class GreedyStore extends MemoryQuotaStore {
    override refusal(debt: Debt, tokens: number, limits: QuotaLimits): QuotaAnswer | undefined {
      const refusal = super.refusal(debt, tokens, limits);
      if (refusal !== undefined) debt.tokens += tokens;
      return refusal;
    }
  }
  assert.ok((await failuresOf(GreedyStore)).includes('takes nothing when a limit is exceeded'));
});

test('a store that charges for reads is caught', async () => {
  class NosyStore extends MemoryQuotaStore {
    override read(key: string, limits: QuotaLimits): QuotaReading {
      this.debtOf(key, limits).requests += 1;
      return super.read(key, limits);
    }
  }
  assert.ok((await failuresOf(NosyStore)).includes('changes nothing on a read'));
});

test('a store that does not return tokens is caught', async () => {
  class MiserlyStore extends MemoryQuotaStore {
    override release({ key }: QuotaReservation): void {
      this.debtOf(key).inProgress -= 1;
    }

    override settle({ key }: QuotaReservation): void {
      this.debtOf(key).inProgress -= 1;
    }
  }
  const failed = await failuresOf(MiserlyStore);
  assert.ok(failed.includes('returns the whole of a released reservation'));
  assert.ok(failed.includes('returns reserved tokens that were not used'));
  assert.ok(failed.includes('charges tokens that were used beyond the reservation'));
});

test('a store that never grants a very large request is caught', async () => {
  class NarrowStore extends MemoryQuotaStore {
    override wanted(tokens: number): number {
      return tokens;
    }
  }
  assert.deepEqual(await failuresOf(NarrowStore), [
    'grants a request larger than the whole quota when the quota is full, and only then',
  ]);
});

test('a store that accumulates quota while idle is caught', async () => {
  class SavingStore extends MemoryQuotaStore {
    override earned(debt: number, income: number): number {
      return debt - income;
    }
  }
  assert.deepEqual(await failuresOf(SavingStore), ['never lets an idle key accumulate more than its quota']);
});

test('a store that mixes up keys is caught', async () => {
  class LooseStore extends MemoryQuotaStore {
    override debtOf(key: string, limits?: QuotaLimits): Debt {
      return super.debtOf(key.trim().toLowerCase(), limits);
    }
  }
  assert.deepEqual(await failuresOf(LooseStore), ['counts every key separately, whatever its name']);
});

test('a store that always applies the first limits is caught', async () => {
  class StubbornStore extends MemoryQuotaStore {
    readonly first = new Map<string, QuotaLimits>();

    override reserve(key: string, tokens: number, limits: QuotaLimits): QuotaAnswer {
      if (!this.first.has(key)) this.first.set(key, limits);
      return super.reserve(key, tokens, this.first.get(key) ?? limits);
    }
  }
  assert.deepEqual(await failuresOf(StubbornStore), ['applies the limits of each call']);
});

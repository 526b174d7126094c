import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { QuotaReservation, QuotaStore, Profile } from '@laneway/contracts';
import { aPlugin, aProfile, EventRecorder } from '@laneway/testkit';

import { aGatewayConfig, aUse, knownProfiles, namedByHeader, startEngine } from '../testing/index.ts';

const quota = { tpm: 1_000 };

/** A quota store that grants everything and keeps a list of what it was asked. */
class ListedStore implements QuotaStore {
  readonly calls: string[] = [];

  reserve(key: string, tokens: number) {
    this.calls.push(`reserve for ${key}`);
    return { kind: 'granted', reservation: { key, tokens } } as const;
  }

  settle({ key }: QuotaReservation): void {
    this.calls.push(`settle for ${key}`);
  }

  release({ key }: QuotaReservation): void {
    this.calls.push(`release for ${key}`);
  }

  read() {
    return { tokensLeft: undefined, requestsLeft: undefined, inProgress: 0 };
  }

  close(): void {
    this.calls.push('close');
  }
}

/** Resolves when plugin instances that nobody uses any more have been closed. */
const closing = () => new Promise((resolve) => setImmediate(resolve));

async function counting(stores: Readonly<Record<string, QuotaStore>>) {
  const record = new EventRecorder();
  const config = (store: string) => ({ profiles: namedByHeader, quotas: aUse(store) });
  const engine = await startEngine({
    config: config('before'),
    sinks: [record],
    plugins: {
      profiles: knownProfiles(aProfile({ id: 'alice', quota })),
      ...Object.fromEntries(
        Object.entries(stores).map(([name, store]) => [name, aPlugin('quota-store', () => store)]),
      ),
    },
  });
  const ask = () => engine.send({ headers: ['x-user-id', 'alice'] });
  const change = (store: string) => engine.gateway.reconfigure(aGatewayConfig(config(store)));
  return { ...engine, ask, change, record };
}

test('the configured quota store reserves for a request, and settles or releases the reservation', async () => {
  const before = new ListedStore();
  const { ask, backend } = await counting({ before });
  ask();
  backend.last().answer();
  ask().cancel();
  assert.deepEqual(before.calls, [
    'reserve for alice',
    'settle for alice',
    'reserve for alice',
    'release for alice',
  ]);
});

test('a reservation is settled with the store that granted it, which is closed only then', async () => {
  const [before, after] = [new ListedStore(), new ListedStore()];
  const { ask, backend, change } = await counting({ before, after });
  const served = ask();
  const waiting = ask();
  await change('after');
  ask();
  backend.last().answer();
  backend.last().answer();
  backend.last().answer();
  assert.deepEqual([served.ended, waiting.ended], [true, true]);
  await closing();
  assert.deepEqual(before.calls, [
    'reserve for alice',
    'reserve for alice',
    'settle for alice',
    'settle for alice',
    'close',
  ]);
  assert.deepEqual(after.calls, ['reserve for alice', 'settle for alice']);
});

test('a store that throws at a settlement is reported, and the exchange ends normally', async () => {
  const before = new ListedStore();
  before.settle = () => {
    throw new Error('out of reach');
  };
  const { ask, backend, gateway, record } = await counting({ before });
  ask();
  backend.last().answer();
  assert.equal(gateway.state().exchanges, 0);
  assert.equal(record.of('exchange-ended').length, 1);
  assert.match(record.of('warned')[0]?.message ?? '', /out of reach/);
});

/** An engine that knows one profile, `alice`. */
const knowing = (profile: Partial<Profile>) =>
  startEngine({
    config: { profiles: namedByHeader },
    plugins: { profiles: knownProfiles(aProfile(profile)) },
  });

const asAlice = { headers: ['x-user-id', 'alice'] };

test('a profile over its rpm is refused with the time until it may send again', async () => {
  const { backend, clock, send } = await knowing({ quota: { rpm: 2 } });
  for (let request = 0; request < 2; request += 1) {
    send(asAlice);
    backend.last().answer();
  }
  const client = send(asAlice);
  assert.equal(client.refusal?.code, 'quota_exceeded');
  assert.equal(client.refusal?.param, 'rpm');
  const waitMs = client.refusal?.retryAfterMs ?? 0;
  clock.advance(waitMs - 2);
  assert.equal(send(asAlice).refusal?.code, 'quota_exceeded');
  clock.advance(2);
  assert.equal(send(asAlice).over, false);
});

test('the concurrency of a profile is freed at the end of a request, however it ends', async () => {
  const { backend, send } = await knowing({ quota: { concurrency: 1 } });
  const leaving = send(asAlice);
  assert.equal(send(asAlice).refusal?.param, 'concurrency');
  leaving.cancel();
  const served = send(asAlice);
  assert.equal(served.over, false);
  backend.last().answer();
  assert.equal(send(asAlice).over, false);
});

test('estimated tokens are reserved, and corrected to the usage afterwards', async () => {
  const { backend, parts, send } = await knowing({ quota });
  send({ ...asAlice, body: JSON.stringify({ model: 'm', max_tokens: 100 }) });
  const { tokensLeft: held } = parts.generation().quotas.read('alice', quota);
  assert.ok(held !== undefined && held < 900, `${held} of 1000 tokens are left`);
  backend.last().answer(200, 'x'.repeat(40));
  const { tokensLeft } = parts.generation().quotas.read('alice', quota);
  assert.ok(tokensLeft !== undefined && tokensLeft > 970, `${tokensLeft} of 1000 tokens are left`);
});

test('a request that no endpoint served is not charged to its profile', async () => {
  const limits = { tpm: 1_000, rpm: 10 };
  const { backend, parts, send } = await knowing({ quota: limits });
  const client = send(asAlice);
  for (let attempt = 0; attempt < 3; attempt += 1) backend.last().fail();
  assert.equal(client.refusal?.code, 'bad_gateway');
  assert.deepEqual(parts.generation().quotas.read('alice', limits), {
    tokensLeft: 1_000,
    requestsLeft: 10,
    inProgress: 0,
  });
});

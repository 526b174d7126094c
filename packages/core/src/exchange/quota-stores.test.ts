import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { QuotaReservation, QuotaStore } from '@laneway/contracts';
import { aPlugin, aProfile } from '@laneway/testkit';

import {
  aGatewayConfig,
  aUse,
  EventRecord,
  knownProfiles,
  namedByHeader,
  startEngine,
} from '../testing/index.ts';

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
  const record = new EventRecord();
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

test('the quota store that the config names holds what a request needs, and settles or releases it', async () => {
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

test('a store that throws when a reservation is settled is reported, and the exchange ends all the same', async () => {
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

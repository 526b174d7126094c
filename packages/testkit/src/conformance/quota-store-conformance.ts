import assert from 'node:assert/strict';
import type { QuotaAnswer, QuotaLimits, QuotaReservation } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** Registers the tests that every quota store passes. */
export function quotaStoreConformance(subject: Subject<'quota-store'>): void {
  pluginConformance('quota-store', subject);
  registerPromises(subject, promises);
}

const promises: Promises<'quota-store'> = {
  'grants everything without limits': ({ instance }) => {
    for (let turn = 0; turn < 50; turn += 1) granted(instance.reserve('alice', 1_000_000, {}));
    const reading = instance.read('alice', {});
    assert.equal(reading.tokensLeft, undefined);
    assert.equal(reading.requestsLeft, undefined);
  },

  'grants tokens until they are spent, then names the limit and the wait': ({ instance }) => {
    granted(instance.reserve('alice', 1_000, tpm));
    const { limit, retryAfterMs } = exceeded(instance.reserve('alice', 500, tpm));
    assert.equal(limit, 'tpm');
    assert.ok(
      retryAfterMs > 0 && retryAfterMs <= 60_000,
      `retryAfterMs is ${retryAfterMs}; it must be above 0 and at most 60,000.`,
    );
  },

  'grants `rpm` requests a minute': ({ instance }) => {
    for (let turn = 0; turn < 3; turn += 1) granted(instance.reserve('alice', 1, { rpm: 3 }));
    assert.equal(exceeded(instance.reserve('alice', 1, { rpm: 3 })).limit, 'rpm');
  },

  'grants `concurrency` requests at once': ({ instance }) => {
    const limits = { concurrency: 2 };
    const first = granted(instance.reserve('alice', 10, limits));
    granted(instance.reserve('alice', 10, limits));
    assert.equal(exceeded(instance.reserve('alice', 10, limits)).limit, 'concurrency');
    assert.equal(instance.read('alice', limits).inProgress, 2);
    instance.settle(first, 10);
    granted(instance.reserve('alice', 10, limits));
  },

  'frees the place of a request on leave, once, and keeps its tokens until settlement': ({ instance }) => {
    if (instance.leave === undefined) return;
    const limits = { tpm: 1_000, concurrency: 2 };
    const leaving = granted(instance.reserve('alice', 400, limits));
    granted(instance.reserve('alice', 100, limits));
    instance.leave(leaving);
    instance.leave(leaving);
    const left = () => ({ ...instance.read('alice', limits), requestsLeft: 0 });
    assert.deepEqual(left(), { inProgress: 1, tokensLeft: 500, requestsLeft: 0 });
    instance.settle(leaving, 300);
    assert.deepEqual(left(), { inProgress: 1, tokensLeft: 600, requestsLeft: 0 });
  },

  'grants after retryAfterMs': ({ instance, clock }) => {
    granted(instance.reserve('alice', 1_000, tpm));
    clock.advance(exceeded(instance.reserve('alice', 400, tpm)).retryAfterMs);
    granted(instance.reserve('alice', 400, tpm));
  },

  'takes nothing when a limit is exceeded': ({ instance }) => {
    const limits = { tpm: 1_000, rpm: 1 };
    granted(instance.reserve('alice', 100, limits));
    const before = instance.read('alice', limits);
    exceeded(instance.reserve('alice', 100, limits));
    assert.deepEqual(instance.read('alice', limits), before);
  },

  'changes nothing on a read': ({ instance }) => {
    for (let turn = 0; turn < 50; turn += 1) instance.read('alice', { tpm: 1_000, rpm: 1, concurrency: 1 });
    granted(instance.reserve('alice', 1_000, { tpm: 1_000, rpm: 1, concurrency: 1 }));
  },

  'returns the whole of a released reservation': ({ instance }) => {
    const limits = { tpm: 1_000, rpm: 1, concurrency: 1 };
    const before = instance.read('alice', limits);
    instance.release(granted(instance.reserve('alice', 1_000, limits)));
    assert.deepEqual(instance.read('alice', limits), before);
    granted(instance.reserve('alice', 1_000, limits));
  },

  'returns reserved tokens that were not used': ({ instance }) => {
    instance.settle(granted(instance.reserve('alice', 1_000, tpm)), 200);
    assert.equal(instance.read('alice', tpm).tokensLeft, 800);
  },

  'charges tokens that were used beyond the reservation': ({ instance, clock }) => {
    instance.settle(granted(instance.reserve('alice', 500, tpm)), 1_500);
    assert.equal(instance.read('alice', tpm).tokensLeft, -500);
    clock.advance(exceeded(instance.reserve('alice', 100, tpm)).retryAfterMs);
    granted(instance.reserve('alice', 100, tpm));
  },

  'grants a request larger than the whole quota when the quota is full, and only then': ({ instance }) => {
    const huge = granted(instance.reserve('alice', 5_000, tpm));
    exceeded(instance.reserve('alice', 1, tpm));
    instance.release(huge);
    granted(instance.reserve('alice', 1, tpm));
    exceeded(instance.reserve('alice', 5_000, tpm));
  },

  'never lets an idle key accumulate more than its quota': ({ instance, clock }) => {
    granted(instance.reserve('alice', 10, tpm));
    clock.advance(3_600_000);
    assert.equal(instance.read('alice', tpm).tokensLeft, 1_000);
  },

  'counts every key separately, whatever its name': ({ instance }) => {
    for (const key of ['alice', 'Alice', 'alice ', '__proto__', 'constructor']) {
      granted(instance.reserve(key, 1_000, tpm));
      exceeded(instance.reserve(key, 1_000, tpm));
    }
  },

  'applies the limits of each call': ({ instance, clock }) => {
    granted(instance.reserve('alice', 1_000, tpm));
    const { retryAfterMs } = exceeded(instance.reserve('alice', 500, tpm));
    const larger = { tpm: 10_000 };
    const answer = instance.reserve('alice', 500, larger);
    // Whether spent tokens or the spent share counts after a change is up to the store.
    if (answer.kind === 'exceeded') {
      assert.ok(answer.retryAfterMs < retryAfterMs, 'A larger limit has not shortened the wait.');
      clock.advance(answer.retryAfterMs);
      granted(instance.reserve('alice', 500, larger));
    }
    granted(instance.reserve('alice', 5_000_000, {}));
  },
};

const tpm: QuotaLimits = { tpm: 1_000 };

function granted(answer: QuotaAnswer): QuotaReservation {
  assert.ok(answer.kind === 'granted', `The reservation was not granted: ${JSON.stringify(answer)}`);
  return answer.reservation;
}

function exceeded(answer: QuotaAnswer): QuotaAnswer & { readonly kind: 'exceeded' } {
  assert.ok(answer.kind === 'exceeded', 'The reservation was granted although the limit is exceeded.');
  return answer;
}

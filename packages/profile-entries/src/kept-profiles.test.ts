import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LanewayError } from '@laneway/contracts';
import { aPrincipal, FakeClock, FakeLog } from '@laneway/testkit';

import { KeptProfiles } from './kept-profiles.ts';

const gold = '[{"userId":"alice","tier":"gold"}]';
const silver = '[{"userId":"alice","tier":"silver"},{"userId":"bob"}]';

function keep(graceMs?: number) {
  const [clock, log] = [new FakeClock(), new FakeLog()];
  const kept = new KeptProfiles({ name: 'profiles', key: 'userId' }, { clock, log, graceMs });
  return { kept, clock, log, tier: () => kept.find(aPrincipal({ id: 'alice' }))?.tier };
}

test('a successful read replaces the profiles and notifies watchers', () => {
  const { kept, tier } = keep();
  assert.equal(kept.isLoaded, false);
  kept.take(gold);
  let notified = 0;
  const stop = kept.watch(() => (notified += 1));
  kept.take(silver);
  assert.deepEqual([kept.isLoaded, tier(), notified, kept.status().profiles], [true, 'silver', 1, 2]);
  kept.take(silver);
  stop();
  kept.take(gold);
  assert.deepEqual([tier(), notified], ['gold', 1]);
});

test('a failed read keeps the profiles, and an unchanged source ends the failure', () => {
  const { kept, log, tier } = keep();
  kept.take(gold);
  for (let count = 0; count < 2; count += 1) {
    try {
      kept.take('[{}]');
      assert.fail('accepted');
    } catch (error) {
      kept.fail(error);
    }
  }
  const trouble = 'profiles[0].userId: must be text or a number, and not empty.';
  assert.deepEqual([tier(), kept.status()], ['gold', { healthy: false, trouble, profiles: 1 }]);
  assert.deepEqual(log.messages('warn'), [`${trouble} The last valid profiles stay in use.`]);
  kept.take(gold);
  assert.deepEqual(kept.status(), { healthy: true, profiles: 1 });
});

test('a source that cannot be read is a failure until a read confirms the profiles', () => {
  const { kept, log } = keep();
  kept.fail(new LanewayError('config_invalid', 'The file is gone.'));
  assert.deepEqual(log.messages('warn'), ['The file is gone. There are no profiles yet.']);
  assert.deepEqual(kept.status(), { healthy: false, trouble: 'The file is gone.', profiles: 0 });
  kept.take(gold);
  kept.fail(new LanewayError('config_invalid', 'The file is gone.'));
  kept.confirm();
  assert.deepEqual(kept.status(), { healthy: true, profiles: 1 });
});

test('a closed source sends no notifications', () => {
  const { kept } = keep();
  kept.watch(() => assert.fail('notified'));
  kept.close();
  kept.take(gold);
});

test('a removed profile is valid until its grace period ends, which notifies watchers', () => {
  const { kept, clock, tier } = keep(60_000);
  kept.take(gold);
  let notified = 0;
  kept.watch(() => (notified += 1));
  kept.take('[]');
  clock.advance(59_999);
  assert.deepEqual([tier(), notified, kept.status().profiles], ['gold', 1, 0]);
  clock.advance(1);
  assert.deepEqual([tier(), notified], [undefined, 2]);
});

test('without a grace period a removed profile is invalid at once', () => {
  const { kept, tier } = keep();
  kept.take(gold);
  kept.take('[]');
  assert.equal(tier(), undefined);
});

test('a profile that returns during its grace period is replaced, and gets a full period when it is removed again', () => {
  const { kept, clock, tier } = keep(60_000);
  kept.take(gold);
  kept.take('[]');
  clock.advance(30_000);
  kept.take(silver);
  assert.equal(tier(), 'silver');
  kept.take('[]');
  clock.advance(59_999);
  assert.equal(tier(), 'silver');
  clock.advance(1);
  assert.equal(tier(), undefined);
});

test('a closed source leaves no timer for a grace period', () => {
  const { kept, clock } = keep(60_000);
  kept.take(gold);
  kept.take('[]');
  kept.close();
  assert.equal(clock.pending, 0);
});

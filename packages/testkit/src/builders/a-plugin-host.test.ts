import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeClock } from '../fakes/fake-clock.ts';
import { aPluginHost } from './a-plugin-host.ts';

test('the host keeps what a plugin logs', () => {
  const { log } = aPluginHost();
  log.warn('profiles are stale', { path: 'profiles.json' });
  log.info('loaded');
  assert.deepEqual(log.lines[0], {
    level: 'warn',
    message: 'profiles are stale',
    fields: { path: 'profiles.json' },
  });
  assert.deepEqual(log.messages('info'), ['loaded']);
});

test('parts that are given replace the fakes', () => {
  const clock = new FakeClock();
  const host = aPluginHost({ clock, random: () => 0.5, instance: 'facades.chat.balancer' });
  assert.equal(host.clock, clock);
  assert.equal(host.random(), 0.5);
  assert.equal(host.instance, 'facades.chat.balancer');
});

test('every host draws the same random numbers', () => {
  const [one, two] = [aPluginHost(), aPluginHost()];
  assert.deepEqual([one.random(), one.random()], [two.random(), two.random()]);
});

test('ending the host aborts its signal', () => {
  const host = aPluginHost();
  assert.equal(host.signal.aborted, false);
  host.end();
  assert.equal(host.signal.aborted, true);
});

test('the pool runs an exported function on a clone of its input', async () => {
  const { pool } = aPluginHost();
  const input = { name: 'Alice' };
  const url = moduleUrl(
    'export function greet(input) { input.name += "!"; return { greeting: input.name }; }',
  );
  assert.deepEqual(await pool.run({ url, name: 'greet', input }), { greeting: 'Alice!' });
  assert.deepEqual(input, { name: 'Alice' });
});

test('the pool rejects when the function throws or is missing, and when the signal is aborted', async () => {
  const { pool } = aPluginHost();
  const url = moduleUrl('export function fail() { throw new Error("no luck"); }');
  await assert.rejects(pool.run({ url, name: 'fail', input: 0 }), /no luck/);
  await assert.rejects(pool.run({ url, name: 'other', input: 0 }), /exports no function other/);
  await assert.rejects(
    pool.run({ url, name: 'fail', input: 0 }, AbortSignal.abort(new Error('too late'))),
    /too late/,
  );
});

function moduleUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

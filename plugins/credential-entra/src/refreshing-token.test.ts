import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aPluginHost, FakeClock } from '@laneway/testkit';

import { RefreshingToken } from './refreshing-token.ts';
import type { Token } from './refreshing-token.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A token under test, and the fetches that wait to be answered by it. */
function aRefreshingToken() {
  const clock = new FakeClock();
  const { log } = aPluginHost();
  const fetches: (PromiseWithResolvers<Token> & { readonly fresh: boolean })[] = [];
  const refreshing = new RefreshingToken(
    ({ fresh }) => {
      const fetch = { ...Promise.withResolvers<Token>(), fresh };
      fetches.push(fetch);
      return fetch.promise;
    },
    { clock, log, random: () => 0 },
  );
  const answer = (text: string, lifeMs = hourMs) =>
    fetches.at(-1)?.resolve({ text, expiresAtMs: clock.nowMs() + lifeMs });
  const fail = (message: string) => fetches.at(-1)?.reject(new Error(message));
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  /** The token that is there now, without waiting. */
  const now = () => {
    const token = refreshing.get();
    assert.ok(!(token instanceof Promise), 'the token has to be waited for');
    return token.text;
  };
  return { clock, log, refreshing, fetches, answer, fail, settled, now };
}

/** One that has its first token, which lives for an hour. */
async function aFetchedToken() {
  const parts = aRefreshingToken();
  const first = parts.refreshing.get();
  parts.answer('first');
  await first;
  return parts;
}

test('nothing is fetched before the first get', () => {
  const { clock, fetches } = aRefreshingToken();
  assert.deepEqual([fetches.length, clock.pending], [0, 0]);
});

test('waiting callers share one fetch, and later callers get the token at once', async () => {
  const { refreshing, fetches, answer, now } = aRefreshingToken();
  const waiting = Array.from({ length: 50 }, async () => refreshing.get());
  answer('first');
  assert.ok((await Promise.all(waiting)).every(({ text }) => text === 'first'));
  assert.equal(now(), 'first');
  assert.equal(fetches.length, 1);
});

test('a token is refreshed at four fifths of its life, and used meanwhile', async () => {
  const { clock, fetches, answer, settled, now } = await aFetchedToken();
  clock.advance(48 * minuteMs - 1);
  assert.equal(fetches.length, 1);
  clock.advance(1);
  assert.equal(fetches.length, 2);
  assert.equal(now(), 'first');
  answer('second');
  await settled();
  assert.equal(now(), 'second');
});

test('a refresh that gets the same token again is repeated nearer to its end', async () => {
  const { clock, fetches, settled, now } = await aFetchedToken();
  const expiresAtMs = clock.nowMs() + hourMs;
  for (let count = 2; count <= 4; count += 1) {
    clock.advanceToNext();
    fetches.at(-1)?.resolve({ text: 'first', expiresAtMs });
    await settled();
    assert.deepEqual([fetches.length, now()], [count, 'first']);
  }
  assert.ok(expiresAtMs - clock.nowMs() < 5 * minuteMs);
  assert.ok(clock.nowMs() < expiresAtMs);
});

test('failing refreshes are repeated with growing pauses while the last token is used', async () => {
  const { clock, log, fetches, fail, settled, now } = await aFetchedToken();
  clock.advance(48 * minuteMs);
  const pausesMs: number[] = [];
  for (let count = 0; count < 8; count += 1) {
    fail('no route');
    await settled();
    assert.equal(now(), 'first');
    const failedAtMs = clock.nowMs();
    clock.advanceToNext();
    pausesMs.push(clock.nowMs() - failedAtMs);
  }
  assert.deepEqual(pausesMs, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(fetches.length, 10);
  assert.equal(log.lines.length, 8);
});

test('after a successful refresh the pauses start small again', async () => {
  const { clock, fetches, answer, fail, settled } = await aFetchedToken();
  for (let round = 0; round < 2; round += 1) {
    clock.advanceToNext();
    fail('no route');
    await settled();
    const before = fetches.length;
    clock.advance(1_000);
    assert.equal(fetches.length, before + 1);
    answer(`round ${round}`);
    await settled();
  }
});

test('an expired token is not used any more', async () => {
  const { clock, refreshing, fail, settled } = await aFetchedToken();
  clock.advance(48 * minuteMs);
  fail('no route');
  await settled();
  // The retry that falls due meanwhile gets no answer.
  clock.advance(12 * minuteMs);
  await assert.rejects(async () => refreshing.get(), /No token arrived/);
});

test('between a failure and the next try, callers get the failure at once', async () => {
  const { clock, refreshing, fetches, answer, fail, settled, now } = aRefreshingToken();
  const first = refreshing.get();
  fail('no route');
  await assert.rejects(async () => first, /no route/);
  for (let count = 0; count < 5; count += 1) await assert.rejects(async () => refreshing.get(), /no route/);
  assert.equal(fetches.length, 1);
  clock.advance(1_000);
  answer('first');
  await settled();
  assert.equal(now(), 'first');
});

test('a fetch that never ends is given up after a while', async () => {
  const { clock, refreshing, fetches } = aRefreshingToken();
  const waiting = refreshing.get();
  clock.advance(30_000);
  await assert.rejects(async () => waiting, /within 30 s/);
  clock.advance(1_000);
  assert.equal(fetches.length, 2);
});

test('a token that has expired on arrival is a failure', async () => {
  const { refreshing, answer } = aRefreshingToken();
  const waiting = refreshing.get();
  answer('late', 0);
  await assert.rejects(async () => waiting, /expired/);
});

test('a declined token is replaced by one that is not from a cache, and not used meanwhile', async () => {
  const { refreshing, fetches, answer, now } = await aFetchedToken();
  refreshing.invalidate(await refreshing.get());
  const waiting = refreshing.get();
  assert.ok(waiting instanceof Promise);
  answer('second');
  assert.equal((await waiting).text, 'second');
  assert.equal(now(), 'second');
  assert.deepEqual(
    fetches.map(({ fresh }) => fresh),
    [false, true],
  );
});

test('a token that is declined many times causes one fetch', async () => {
  const { refreshing, fetches, answer, settled } = await aFetchedToken();
  const token = await refreshing.get();
  for (let count = 0; count < 50; count += 1) refreshing.invalidate(token);
  answer('second');
  await settled();
  for (let count = 0; count < 50; count += 1) refreshing.invalidate(token);
  assert.equal(fetches.length, 2);
});

test('a declined token that is fetched again is used, because there is no other, and declining it again does nothing', async () => {
  const { clock, refreshing, fetches, answer, settled, now } = await aFetchedToken();
  refreshing.invalidate(await refreshing.get());
  answer('first');
  await settled();
  assert.equal(now(), 'first');
  refreshing.invalidate(await refreshing.get());
  assert.equal(fetches.length, 2);
  // Its next refresh is an ordinary one, without a waiting caller.
  clock.advance(48 * minuteMs);
  assert.equal(now(), 'first');
  assert.equal(fetches.at(-1)?.fresh, false);
});

test('a token that is declined while it is refreshed from a cache is fetched once more, without the cache', async () => {
  const { clock, refreshing, fetches, answer, settled } = await aFetchedToken();
  clock.advance(48 * minuteMs);
  refreshing.invalidate({ text: 'first', expiresAtMs: 0 });
  const waiting = refreshing.get();
  answer('first', 12 * minuteMs);
  await settled();
  answer('second');
  assert.equal((await waiting).text, 'second');
  assert.deepEqual(
    fetches.map(({ fresh }) => fresh),
    [false, false, true],
  );
});

test('a declined token is still used while no other can be fetched', async () => {
  const { clock, refreshing, fetches, answer, fail, settled, now } = await aFetchedToken();
  refreshing.invalidate(await refreshing.get());
  const waiting = refreshing.get();
  fail('no route');
  assert.equal((await waiting).text, 'first');
  assert.equal(now(), 'first');
  clock.advance(1_000);
  assert.equal(fetches.at(-1)?.fresh, true);
  answer('second');
  await settled();
  assert.equal(now(), 'second');
});

test('close leaves no timer and rejects pending calls', async () => {
  const waitingOne = aRefreshingToken();
  const waiting = waitingOne.refreshing.get();
  waitingOne.refreshing.close();
  await assert.rejects(async () => waiting, /closed/);
  assert.equal(waitingOne.clock.pending, 0);

  const fetchedOne = await aFetchedToken();
  fetchedOne.refreshing.close();
  assert.equal(fetchedOne.clock.pending, 0);
});

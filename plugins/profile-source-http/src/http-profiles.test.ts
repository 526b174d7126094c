import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Timer } from '@laneway/contracts';
import { aPrincipal, FakeClock, FakeLog } from '@laneway/testkit';

import { httpOptions } from './http-options.ts';
import { HttpProfiles } from './http-profiles.ts';
import { profiles, ProfilesService, status } from './profiles-service.test.fixture.ts';

const intervalMs = 60_000;
const soonMs = 5_000;

async function aService(t: TestContext, answer: ProfilesService['answer']): Promise<ProfilesService> {
  const service = await ProfilesService.start(answer);
  t.after(() => service.close());
  return service;
}

async function open(t: TestContext, url: string, options: object = {}) {
  const [clock, log] = [new CountingClock(), new FakeLog()];
  const source = await HttpProfiles.open(httpOptions.parse({ url, ...options }), { clock, log });
  t.after(() => source.close());
  return { clock, log, source };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that counts the timers that were set. */
class CountingClock extends FakeClock {
  timers = 0;

  override setTimer(delayMs: number, fire: () => void): Timer {
    this.timers += 1;
    return super.setTimer(delayMs, fire);
  }
}

/** Sends the next request; resolves when its answer has been handled. */
async function again(clock: CountingClock, afterMs: number): Promise<void> {
  const before = clock.timers;
  clock.advance(afterMs);
  // One for the request, one for the request after it.
  await until(() => clock.timers === before + 2);
}

async function tierOf(source: HttpProfiles, id: string): Promise<string | undefined> {
  return (await source.find(aPrincipal({ id })))?.tier;
}

test('profiles are found by the id of the caller', async (t) => {
  const service = await aService(t, profiles([{ appId: 7, tier: 'gold' }]));
  const { source } = await open(t, service.url, { key: 'appId', headers: { authorization: 'Bearer x' } });
  assert.equal(await tierOf(source, '7'), 'gold');
  assert.equal(await tierOf(source, '8'), undefined);
  assert.deepEqual(source.status(), { healthy: true, profiles: 1 });
  const [request] = service.requests;
  assert.deepEqual(
    [request?.method, request?.headers.authorization, request?.headers.accept],
    ['GET', 'Bearer x', 'application/json'],
  );
});

test('without an interval, the service is polled as often as profiles are to be refreshed', async (t) => {
  const service = await aService(t, profiles([{ userId: 'alice', tier: 'gold' }]));
  const { clock, source } = await open(t, service.url);
  source.refreshEvery(10_000);
  service.answer = profiles([{ userId: 'alice', tier: 'silver' }]);
  await again(clock, 10_000);
  assert.equal(await tierOf(source, 'alice'), 'silver');
  source.refreshEvery(20_000);
  clock.advance(19_999);
  assert.equal(service.requests.length, 2);
  await again(clock, 1);
  assert.equal(service.requests.length, 3);
});

test('the interval wins over how often profiles are to be refreshed', async (t) => {
  const service = await aService(t, profiles([]));
  const { clock, source } = await open(t, service.url, { interval: '2m' });
  source.refreshEvery(10_000);
  clock.advance(119_999);
  assert.equal(service.requests.length, 1);
  await again(clock, 1);
  assert.equal(service.requests.length, 2);
});

test('a profile that has left the list is valid until its grace is over', async (t) => {
  const service = await aService(t, profiles([{ userId: 'alice', tier: 'gold' }]));
  const { clock, source } = await open(t, service.url, { interval: '1m', grace: '90s' });
  service.answer = profiles([]);
  clock.advance(60_000);
  await until(() => source.status().profiles === 0);
  assert.equal(await tierOf(source, 'alice'), 'gold');
  clock.advance(90_000);
  assert.equal(await tierOf(source, 'alice'), undefined);
});

test('a change is noticed when the interval is over, and watchers are notified', async (t) => {
  const service = await aService(t, profiles([{ userId: 'alice', tier: 'gold' }]));
  const { clock, source } = await open(t, service.url, { interval: '2m' });
  let notified = 0;
  source.watch(() => (notified += 1));
  service.answer = profiles([{ userId: 'alice', tier: 'silver' }]);
  clock.advance(119_999);
  assert.equal(service.requests.length, 1);
  await again(clock, 1);
  assert.deepEqual([await tierOf(source, 'alice'), notified], ['silver', 1]);
});

test('a request has the entity tag of the last answer', async (t) => {
  const service = await aService(t, profiles([{ userId: 'alice' }], '"v1"'));
  const { clock, source } = await open(t, service.url);
  source.watch(() => assert.fail('nothing has changed'));
  await again(clock, intervalMs);
  await again(clock, intervalMs);
  const asked = service.requests.map(({ headers }) => headers['if-none-match']);
  assert.deepEqual([asked, source.status().profiles], [[undefined, '"v1"', '"v1"'], 1]);
});

test('without an entity tag, a request has the date of the last answer', async (t) => {
  const date = 'Sat, 01 Mar 2025 10:00:00 GMT';
  const service = await aService(t, (_request, response) => {
    response.setHeader('last-modified', date).end('[]');
  });
  const { clock } = await open(t, service.url);
  await again(clock, intervalMs);
  assert.equal(service.requests[1]?.headers['if-modified-since'], date);
});

test('an invalid answer leaves the last valid profiles in use, is logged once, and is retried sooner', async (t) => {
  const service = await aService(t, profiles([{ userId: 'alice', tier: 'gold' }], '"v1"'));
  const { clock, log, source } = await open(t, service.url);
  service.answer = profiles([{ userId: 'alice', weight: -1 }], '"v2"');
  await again(clock, intervalMs);
  await again(clock, soonMs);
  const trouble = `${service.url}[0].weight: must be a number greater than 0.`;
  assert.deepEqual(source.status(), { healthy: false, trouble, profiles: 1 });
  assert.deepEqual(log.messages('warn'), [`${trouble} The last valid profiles stay in use.`]);
  assert.equal(await tierOf(source, 'alice'), 'gold');
  assert.equal(service.requests[2]?.headers['if-none-match'], '"v1"', 'the tag of the last valid answer');
  service.answer = profiles([{ userId: 'alice', tier: 'gold' }], '"v1"');
  await again(clock, soonMs);
  assert.equal(source.status().healthy, true);
  clock.advance(intervalMs - 1);
  assert.equal(service.requests.length, 4);
});

for (const [what, answer, reason] of [
  ['a status that is not 200', status(503), 'answered 503'],
  ['a redirect', status(302, { location: 'http://127.0.0.1:1/' }), 'answered 302'],
  ['"not modified" to a request without a condition', status(304), 'answered 304'],
  ['a broken connection', (request) => void request.socket.destroy(), /UND_ERR_SOCKET|ECONNRESET/],
  [
    'an answer that breaks off',
    (_request, response) => void response.write('[', () => response.destroy()),
    /UND_ERR_SOCKET|ECONNRESET/,
  ],
  ['an answer that is too long', profiles(`[${' '.repeat(100)}]`), 'more than 64 bytes'],
] as const satisfies readonly (readonly [string, ProfilesService['answer'], string | RegExp])[]) {
  test(`${what} is trouble, and callers get an error that no profiles have been read`, async (t) => {
    const service = await aService(t, answer);
    const { source } = await open(t, `${service.url}?sig=secret`, { maxBytes: 64 });
    const { healthy, trouble = '', profiles: count } = source.status();
    assert.deepEqual([healthy, count], [false, 0]);
    const prefix = `${service.url} cannot be read (`;
    assert.ok(trouble.startsWith(prefix), trouble);
    assert.match(
      trouble.slice(prefix.length),
      typeof reason === 'string' ? new RegExp(`^${reason}\\)\\.$`) : reason,
    );
    await assert.rejects(async () => source.find(aPrincipal({ id: 'alice' })), {
      code: 'profile_unavailable',
    });
  });
}

test('a service that can not be reached is trouble until it can', async (t) => {
  const service = await aService(t, profiles([{ userId: 'alice', tier: 'gold' }]));
  const { answer } = service;
  service.answer = status(500);
  const { clock, source, log } = await open(t, service.url);
  assert.match(log.messages('warn')[0] ?? '', /answered 500\)\. There are no profiles yet\.$/);
  service.answer = answer;
  await again(clock, soonMs);
  assert.deepEqual(source.status(), { healthy: true, profiles: 1 });
  assert.equal(await tierOf(source, 'alice'), 'gold');
});

test('required profiles must be available at the start', async (t) => {
  const service = await aService(t, status(404));
  await assert.rejects(open(t, service.url, { required: true }), {
    code: 'config_invalid',
    message: /answered 404/,
  });
  service.answer = profiles([{ userId: 7, tier: 8 }]);
  await assert.rejects(open(t, service.url, { required: true }), { message: /\[0\]\.tier: / });
});

test('an answer that takes too long is cancelled', async (t) => {
  const service = await aService(t, profiles([]));
  const { clock, source } = await open(t, service.url, { timeout: '3s' });
  service.answer = () => {};
  clock.advance(intervalMs);
  await until(() => service.requests.length === 2);
  clock.advance(3_000);
  await until(() => !source.status().healthy);
  assert.match(source.status().trouble ?? '', /no answer within 3000 ms/);
});

test('closing cancels the running request and sends no more', async (t) => {
  const service = await aService(t, profiles([]));
  const { clock, log, source } = await open(t, service.url);
  service.answer = () => {};
  clock.advance(intervalMs);
  await until(() => service.requests.length === 2);
  await source.close();
  assert.equal(clock.pending, 0);
  assert.deepEqual(log.messages('warn'), []);
});

test('an invalid address is rejected', () => {
  for (const url of ['profiles.json', 'ftp://a/b', 'https://me:pw@a/b', 7]) {
    assert.equal(httpOptions.safeParse({ url }).success, false, String(url));
  }
  assert.equal(httpOptions.safeParse({ url: 'http://a', headers: { 'x y': 'z' } }).success, false);
  assert.equal(httpOptions.safeParse({ url: 'http://a', headers: { x: 'a\r\nb: c' } }).success, false);
  assert.equal(httpOptions.safeParse({ url: 'http://a', intervall: '1s' }).success, false);
});

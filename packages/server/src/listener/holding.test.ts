import assert from 'node:assert/strict';
import test from 'node:test';

import { LanewayError } from '@laneway/contracts';
import { FakeClock, FakeLog } from '@laneway/testkit';

import { administering } from '../testing/administering.test.fixture.ts';
import { jsonOf, RawClient, valueOf } from '../testing/raw-client.test.fixture.ts';
import type { RawResponse } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

function post(bytes: number, lines = ''): string {
  return `POST / HTTP/1.1\r\nhost: a\r\n${lines}content-length: ${bytes}\r\n\r\n`;
}

function codeOf(answer: RawResponse): string {
  return (jsonOf(answer) as { error: { code: string } }).error.code;
}

test('a caller who is refused by the head is not asked for the body, and nothing of it is held', async (context) => {
  const { gateway, client } = await serving(context, parts());
  gateway.onHead = () => new LanewayError('unauthenticated', 'Who?');
  const polite = await client(post(1000, 'expect: 100-continue\r\n'));
  const answer = await polite.response();
  assert.deepEqual([answer.status, valueOf(answer, 'connection')], [401, 'close']);
  const hasty = await client(post(1000) + 'x'.repeat(500));
  assert.equal((await hasty.response()).status, 401);
  hasty.send('x'.repeat(500));
  await hasty.closed;
  assert.deepEqual([hasty.errorCode, gateway.exchanges.length], [undefined, 0]);
});

test('the gateway has the head of a request before any of its body has arrived', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const heads: unknown[] = [];
  gateway.onHead = ({ path, body }) => void heads.push(path, body);
  const asker = await client(post(2, 'expect: 100-continue\r\n'));
  await asker.until('100 Continue');
  assert.deepEqual(heads, ['/', { kind: 'unread', length: 2 }]);
  assert.equal(gateway.exchanges.length, 0);
  asker.send('hi');
  assert.deepEqual((await gateway.next()).request.body, { kind: 'bytes', bytes: Buffer.from('hi') });
});

test('bodies beyond limits.bufferedBytes get 503 overloaded until others have ended', async (context) => {
  const limits = { bufferedBytes: 1500 };
  const { gateway, client } = await serving(context, { ...parts(), limits });
  const first = await client(post(1000) + 'x'.repeat(1000));
  const exchange = await gateway.next();
  const second = await client(post(1000) + 'x'.repeat(1000));
  const answer = await second.response();
  assert.deepEqual(
    [answer.status, codeOf(answer), valueOf(answer, 'retry-after'), valueOf(answer, 'connection')],
    [503, 'overloaded', '1', 'close'],
  );
  const bodiless = await client(get);
  (await gateway.next()).answer();
  assert.equal((await bodiless.response()).status, 200);
  exchange.answer();
  await first.response();
  await client(post(1000) + 'x'.repeat(1000));
  await gateway.next();
});

for (const [how, leave] of Object.entries({
  'has left': (client: RawClient) => client.leave(),
  'stops sending': (client: RawClient) => client.socket.end(),
})) {
  test(`a client that ${how} in the middle of its body holds nothing any more`, async (context) => {
    const limits = { bufferedBytes: 1000 };
    const { gateway, client } = await serving(context, { ...parts(), limits });
    const begun = new Promise<void>((resolve) => {
      gateway.onHead = () => {
        resolve();
        return undefined;
      };
    });
    const first = await client(post(1000) + 'x'.repeat(999));
    await begun;
    leave(first);
    await first.closed;
    for (;;) {
      const next = await client(post(1000) + 'x'.repeat(1000));
      const answer = next.response().then(({ status }) => status);
      const served = gateway.next().then((exchange) => exchange.answer());
      await Promise.race([answer, served]);
      if ((await answer) === 200) break;
    }
  });
}

test('a pipelined body counts too, and its request gets 503 in its turn', async (context) => {
  const limits = { bufferedBytes: 20_000, bodyBytes: 10_000 };
  const { gateway, client } = await serving(context, { ...parts(), limits });
  const asker = await client(get + post(9000) + 'x'.repeat(9000) + post(9000) + 'x'.repeat(9000));
  (await gateway.next()).answer('first');
  await asker.until('first');
  const second = await gateway.next();
  await asker.response();
  second.answer('second');
  assert.equal((await asker.response()).body.toString(), 'second');
  const last = await asker.response();
  assert.deepEqual([last.status, codeOf(last)], [503, 'overloaded']);
});

test('heads of pipelined requests count', async (context) => {
  const limits = { bufferedBytes: 100_000 };
  const { gateway, client } = await serving(context, { ...parts(), limits });
  const asker = await client(
    get + `GET /${'x'.repeat(3000)} HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(4000)}\r\n\r\n`.repeat(50),
  );
  const exchange = await gateway.next();
  await Promise.all([exchange.cancelled, asker.closed]);
});

for (const [what, chunk] of Object.entries({
  'chunks of one byte': '1\r\nX\r\n',
  'chunk extensions': `1;${'e'.repeat(8000)}\r\nX\r\n`,
  'leading zeros': `${'0'.repeat(500)}1\r\nX\r\n`,
})) {
  test(`a body that is mostly ${what} is too large by what it has sent`, async (context) => {
    const { gateway, client } = await serving(context, { ...parts(), limits: { bodyBytes: 100_000 } });
    const asker = await client(
      `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(Math.ceil(360_000 / chunk.length))}`,
    );
    const answer = await asker.response();
    assert.ok(answer.status === 413 || answer.status === 400, `${answer.status}`);
    assert.equal(gateway.exchanges.length, 0);
  });
}

test('requests on connections beyond limits.connections get 503 overloaded, probes are answered', async (context) => {
  const { gateway, client } = await serving(context, { ...parts(), limits: { connections: 2 } });
  const first = await client(get);
  const exchange = await gateway.next();
  const idle = await client(get);
  (await gateway.next()).answer();
  await idle.response();

  const third = await client(get);
  const answer = await third.response();
  assert.deepEqual(
    [answer.status, codeOf(answer), valueOf(answer, 'retry-after'), valueOf(answer, 'connection')],
    [503, 'overloaded', '1', 'close'],
  );
  await third.closed;
  const probe = await client('GET /readyz HTTP/1.1\r\nhost: a\r\n\r\n');
  const ready = await probe.response();
  assert.deepEqual([ready.status, valueOf(ready, 'connection')], [200, 'close']);
  const session = await client(
    'GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  );
  assert.equal((await session.response()).status, 503);

  exchange.answer();
  await first.response();
  first.leave();
  for (;;) {
    const next = await client(get);
    const answered = next.response().then(({ status }) => status);
    const served = gateway.next().then((last) => last.answer('room again'));
    await Promise.race([answered, served]);
    if ((await answered) === 200) break;
  }
});

test('far beyond limits.connections, connections are closed without an answer', async (context) => {
  const { client } = await serving(context, { ...parts(), limits: { connections: 1 } });
  const clients = await Promise.all(Array.from({ length: 110 }, () => client()));
  await Promise.race(clients.map(({ closed }) => closed));
});

test('the admin listener asks nobody for a body who does not know the token', async (context) => {
  const { port } = await administering(context, { token: 'secret' });
  const asker = await RawClient.open(
    port,
    `POST /reconfig HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n`,
  );
  context.after(() => asker.leave());
  const answer = await asker.response();
  assert.deepEqual([answer.status, valueOf(answer, 'www-authenticate')], [401, 'Bearer realm="laneway"']);
});

import assert from 'node:assert/strict';
import test from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import type { FakeExchange } from '../testing/fake-gateway.test.fixture.ts';
import type { RawClient } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

const phases: Readonly<Record<string, (exchange: FakeExchange, client: RawClient) => Promise<void> | void>> =
  {
    'before there is an answer': () => {},
    'after the head': async (exchange, client) => {
      exchange.head();
      await client.until('\r\n\r\n');
    },
    'in the middle of the body': async (exchange, client) => {
      exchange.head();
      exchange.data('half');
      await client.until('half');
    },
    'while it is paused': (exchange) => {
      exchange.head();
      while (exchange.client.onData(Buffer.alloc(65_536)));
    },
  };

const ways: Readonly<Record<string, (client: RawClient) => void>> = {
  'closes its connection': (client) => client.leave(),
  'stops sending': (client) => client.socket.end(),
  'resets its connection': (client) => client.socket.resetAndDestroy(),
};

for (const [when, reach] of Object.entries(phases)) {
  for (const [how, leave] of Object.entries(ways)) {
    test(`cancels once when the client ${how} ${when}`, async (context) => {
      const { proxy, gateway, client } = await serving(context, parts());
      const asker = await client(get);
      const exchange = await gateway.next();
      await reach(exchange, asker);
      leave(asker);
      await exchange.cancelled;
      await proxy.close();
      assert.equal(exchange.cancels, 1);
    });
  }
}

test('notices a client that leaves while its pipelined requests wait, and drops those', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  const asker = await client(get.repeat(3));
  const exchange = await gateway.next();
  asker.leave();
  await exchange.cancelled;
  await proxy.close();
  assert.equal(gateway.exchanges.length, 1);
  assert.equal(exchange.cancels, 1);
});

test('accepts nothing from a client that leaves in the middle of its body', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  const asker = await client(
    'POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n',
  );
  await asker.until('100 Continue');
  asker.send('hi');
  asker.leave();
  await proxy.drain(1000);
  assert.equal(gateway.exchanges.length, 0);
});

test('cancels nothing that has ended', async (context) => {
  const { proxy, gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  exchange.answer();
  await asker.response();
  asker.leave();
  await proxy.drain(1000);
  assert.equal(exchange.cancels, 0);
});

/** What a client may have pipelined behind the request that is in progress. */
const pipelined: Readonly<Record<string, string>> = {
  'a body of 1 MiB': `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1048576\r\n\r\n${'x'.repeat(1_048_576)}`,
  'a body that has not arrived whole': `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2000000\r\n\r\n${'x'.repeat(1_048_576)}`,
  'a body that is too large': `POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${`100000\r\n${'x'.repeat(1_048_576)}\r\n`.repeat(4)}`,
  'a body that is declared too large': `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3000000\r\n\r\n${'x'.repeat(3_000_000)}`,
  'a request that is refused': `POST / HTTP/1.1\r\nhost: a b\r\ncontent-length: 1048576\r\n\r\n${'x'.repeat(1_048_576)}`,
  'many requests': `GET /${'x'.repeat(4000)} HTTP/1.1\r\nhost: a\r\n\r\n`.repeat(500),
  'bytes that are not HTTP': 'x'.repeat(1_048_576),
  'a request for an upgrade': `GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: foo\r\n\r\n${'x'.repeat(1_048_576)}`,
  'a CONNECT request': `CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n${'x'.repeat(1_048_576)}`,
};

for (const [what, bytes] of Object.entries(pipelined)) {
  for (const [when, reach] of Object.entries(phases)) {
    test(`a client that leaves ${when} is noticed behind ${what}`, async (context) => {
      const limits = { bodyBytes: 2_000_000 };
      const { proxy, gateway, client } = await serving(context, { ...parts(), limits });
      const asker = await client(get);
      const exchange = await gateway.next();
      await reach(exchange, asker);
      asker.send(bytes);
      asker.socket.end();
      await exchange.cancelled;
      await proxy.close();
      assert.deepEqual([exchange.cancels, gateway.exchanges.length], [1, 1]);
    });
  }
}

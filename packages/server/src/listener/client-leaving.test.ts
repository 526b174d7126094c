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

test('cancels the running request of a connection whose next request is not valid HTTP', async (context) => {
  const { gateway, client } = await serving(context, parts());
  const asker = await client(get);
  const exchange = await gateway.next();
  asker.send('nonsense\r\n\r\n');
  await exchange.cancelled;
  await asker.closed;
  assert.equal(asker.received, '');
});

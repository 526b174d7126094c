import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { certificate } from '../testing/certificate.test.fixture.ts';
import { RawClient } from '../testing/raw-client.test.fixture.ts';
import { serving } from '../testing/serving.test.fixture.ts';

const parts = () => ({ clock: new FakeClock(), log: new FakeLog() });

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

test('reports its host, port and URL', async (context) => {
  const { proxy } = await serving(context, parts());
  assert.notEqual(proxy.port, 0);
  assert.equal(proxy.url, `http://127.0.0.1:${proxy.port}`);
});

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

test('writes an IPv6 address in brackets', { skip: !hasIpv6 }, async (context) => {
  const { proxy } = await serving(context, { ...parts(), listen: { host: '::1' } });
  assert.equal(proxy.url, `http://[::1]:${proxy.port}`);
});

test('names the port that is taken', async (context) => {
  const { proxy } = await serving(context, parts());
  const again = serving(context, { ...parts(), listen: { port: proxy.port } });
  await assert.rejects(again, {
    code: 'config_invalid',
    message: new RegExp(`port ${proxy.port}.*EADDRINUSE`),
  });
});

test('makes random ids by default', async (context) => {
  const { gateway, client } = await serving(context, { ...parts(), newRequestId: undefined });
  await client(get.repeat(2));
  const first = await gateway.next();
  first.answer();
  const second = await gateway.next();
  assert.match(first.id, /^[0-9a-f-]{36}$/);
  assert.notEqual(first.id, second.id);
});

const authority = certificate('authority.test');
const server = certificate('gateway.test', authority);

test('speaks TLS', async (context) => {
  const { proxy, gateway } = await serving(context, { ...parts(), listen: { tls: server } });
  assert.equal(proxy.url, `https://127.0.0.1:${proxy.port}`);
  const client = await secured(context, proxy.port);
  client.send(get);
  const exchange = await gateway.next();
  exchange.answer('in private');
  assert.equal((await client.response()).body.toString(), 'in private');

  client.send(get);
  const second = await gateway.next();
  client.leave();
  await second.cancelled;
});

test('uses a renewed certificate for new connections, and keeps the existing ones', async (context) => {
  const { proxy, gateway } = await serving(context, { ...parts(), listen: { tls: server } });
  const before = await secured(context, proxy.port);
  proxy.renewTls(certificate('gateway.test', authority));
  before.send(get);
  (await gateway.next()).answer('still here');
  assert.equal((await before.response()).body.toString(), 'still here');
  const shown = await Promise.all([0, 1].map(() => shownCertificate(proxy.port)));
  assert.deepEqual(shown[0], shown[1]);
  assert.ok(!shown[0]?.equals(new X509Certificate(server.cert).raw), 'the old one is shown');
});

test('keeps its certificate if the new one is invalid', async (context) => {
  const { proxy } = await serving(context, { ...parts(), listen: { tls: server } });
  assert.throws(() => proxy.renewTls({ cert: 'nonsense', key: server.key }), { code: 'config_invalid' });
  assert.deepEqual(await shownCertificate(proxy.port), new X509Certificate(server.cert).raw);
});

test('drains TLS connections too', async (context) => {
  const { proxy, gateway } = await serving(context, { ...parts(), listen: { tls: server } });
  const idle = await secured(context, proxy.port);
  const busy = await secured(context, proxy.port);
  busy.send(get);
  const exchange = await gateway.next();
  const drained = proxy.drain(1000);
  await idle.closed;
  exchange.answer();
  assert.equal((await busy.response()).status, 200);
  await drained;
});

test('asks for a client certificate when it has an authority to check it with', async (context) => {
  const tls = { ...server, clientCa: authority.cert };
  const { proxy, gateway } = await serving(context, { ...parts(), listen: { tls } });
  const known = await secured(context, proxy.port, certificate('client.test', authority));
  known.send(get);
  (await gateway.next()).answer();
  assert.equal((await known.response()).status, 200);

  for (const stranger of [undefined, certificate('stranger.test')]) {
    const client = await secured(context, proxy.port, stranger);
    client.send(get);
    await client.closed;
    assert.equal(client.received, '');
  }
  assert.equal(gateway.exchanges.length, 1);
});

test('survives a client that does not speak TLS', async (context) => {
  const { proxy, gateway, client } = await serving(context, { ...parts(), listen: { tls: server } });
  const plain = await client(get);
  await plain.closed;
  const secure = await secured(context, proxy.port);
  secure.send(get);
  (await gateway.next()).answer();
  assert.equal((await secure.response()).status, 200);
});

test('closes at once while a client has not finished its TLS handshake', async (context) => {
  const { proxy, client } = await serving(context, { ...parts(), listen: { tls: server } });
  const slow = await client('\x16');
  await proxy.close();
  await slow.closed;
});

test('rejects a certificate that cannot be used, without showing the key', async (context) => {
  const tls = { cert: 'nonsense', key: server.key };
  await assert.rejects(serving(context, { ...parts(), listen: { tls } }), (error: Error) => {
    assert.match(error.message, /^The TLS certificate/);
    assert.ok(!error.message.includes(server.key));
    return true;
  });
});

async function secured(context: TestContext, port: number, own?: ConnectionOptions): Promise<RawClient> {
  const { cert, key } = own ?? {};
  const socket = connect({
    host: '127.0.0.1',
    port,
    servername: 'gateway.test',
    ca: authority.cert,
    cert,
    key,
  });
  await once(socket, 'secureConnect');
  const client = RawClient.over(socket satisfies TLSSocket);
  context.after(() => client.leave());
  return client;
}

async function shownCertificate(port: number): Promise<Buffer> {
  const socket = connect({ host: '127.0.0.1', port, servername: 'gateway.test', ca: authority.cert });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return raw;
}

import assert from 'node:assert/strict';
import type { lookup } from 'node:dns';
import { test } from 'node:test';

import { isPrivateHost, isPublicAddress, publicLookup } from './public-address.ts';

test('private, loopback, link-local and other special addresses are not public', () => {
  const special = [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '168.63.129.16', '169.254.169.254',
    '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '64:ff9b::a00:1', '100::1', '2001:db8::1', '2002:a00:1::',
    'fc00::1', 'fd00:ec2::254', 'fe80::1', 'ff02::1', 'example.com', '',
  ]; // prettier-ignore
  assert.deepEqual(special.filter(isPublicAddress), []);
  const normal = ['8.8.8.8', '20.1.2.3', '100.128.0.1', '172.32.0.1', '2603:1030::1', '2a00:1450:4001::1'];
  assert.deepEqual(normal.filter(isPublicAddress), normal);
});

test('a host is private if it is an address that is not public', () => {
  assert.deepEqual(['10.0.0.1', '[fe80::1]', '[::1]'].map(isPrivateHost), [true, true, true]);
  assert.deepEqual(['8.8.8.8', '[2603:1030::1]', 'localhost'].map(isPrivateHost), [false, false, false]);
});

test('a look-up gives public addresses only, each time that it is asked', async () => {
  const answers = [['8.8.8.8', '10.0.0.1'], ['127.0.0.1'], ['fe80::1', '2603:1030::1']];
  const resolve = ((_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
    callback(
      null,
      (answers.shift() ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as typeof lookup;
  const look = (all: boolean) =>
    new Promise((done) =>
      publicLookup(resolve)('east.example', { all }, (error, found) => done(error?.message ?? found)),
    );
  assert.deepEqual(await look(true), [{ address: '8.8.8.8', family: 4 }]);
  assert.match(String(await look(true)), /^east\.example is not at a public address/);
  assert.equal(await look(false), '2603:1030::1');
});

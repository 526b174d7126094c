import assert from 'node:assert/strict';
import test from 'node:test';

import { AdminGuard } from './admin-guard.ts';

test('accepts the host name that it listens on, with any port and in any case', () => {
  const guard = new AdminGuard('Gateway.test', 'secret');
  assert.equal(guard.siteFault(['Host', 'gateway.TEST:9787']), undefined);
  assert.equal(guard.siteFault(['Host', 'gateway.test.evil.test'])?.code, 'forbidden');
  assert.equal(guard.siteFault([])?.code, 'forbidden');
});

test('needs no token on an address that only this machine can reach', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) {
    assert.equal(new AdminGuard(host, undefined).tokenFault([]), undefined);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startEngine } from '@laneway/testkit';

test('a lane in which nobody waits promises no wait while an endpoint has room, and one when none has', async () => {
  const { gateway, backend, clock, send } = await startEngine();
  send();
  clock.advance(1_000);
  backend.last().answer();
  assert.equal(gateway.lanes()[0]?.predictedWaitMs, 0);
  send();
  assert.ok((gateway.lanes()[0]?.predictedWaitMs ?? 0) > 0);
});

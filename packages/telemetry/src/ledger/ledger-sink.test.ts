import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  anAttemptEnded,
  anExchangeEnded,
  aPlugin,
  FakeClock,
  FakeLog,
  telemetrySinkConformance,
} from '@laneway/testkit';

import { LedgerSink } from './ledger-sink.ts';

const folder = mkdtempSync(join(tmpdir(), 'laneway-ledger-'));
test.after(() => rmSync(folder, { recursive: true }));

let files = 0;
function aLedger(path = join(folder, `ledger-${(files += 1)}.jsonl`)) {
  const log = new FakeLog();
  const opened = LedgerSink.open({ path, rotateBytes: 1_000_000 }, { clock: new FakeClock(), log });
  return { path, log, opened };
}

telemetrySinkConformance({ test, plugin: aPlugin('telemetry-sink', () => aLedger().opened) });

test('each exchange is one line, other events are none', async () => {
  const { path, opened } = aLedger();
  const ledger = await opened;
  ledger.record(anAttemptEnded());
  ledger.record(anExchangeEnded({ requestId: 'one' }));
  ledger.record(anExchangeEnded({ requestId: 'two' }));
  await ledger.close();
  const ids = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).request_id);
  assert.deepEqual(ids, ['one', 'two']);
});

test('a ledger that cannot be opened names the setting', async () => {
  await assert.rejects(aLedger(folder).opened, {
    code: 'config_invalid',
    message: /^telemetry\.ledger\.path: /,
  });
});

test(
  'lost lines are logged once a minute, with their number',
  { skip: !existsSync('/dev/full') },
  async () => {
    const path = join(folder, 'full.jsonl');
    symlinkSync('/dev/full', path);
    const { log, opened } = aLedger(path);
    const ledger = await opened;
    for (let turn = 0; turn < 5; turn += 1) {
      ledger.record(anExchangeEnded());
      await ledger.flush();
    }
    assert.equal(ledger.lost, 5);
    assert.deepEqual(log.messages('warn'), ['the ledger cannot be written']);
    await ledger.close();
  },
);

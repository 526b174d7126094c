import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { KeptFacade } from '@laneway/config';

import { aFolder } from '../live/live-config.test.fixture.ts';
import { readStateFile, writeStateFile } from './state-file.ts';

const now = '2026-01-02T03:04:05.678Z';

function kept(name: string): [string, KeptFacade] {
  return [
    name,
    { name, createdOn: now, updatedOn: now, deletedOn: undefined, settings: { endpoints: ['east'] } },
  ];
}

test('a written state is read again and replaces the former one', async (t) => {
  const path = join(aFolder(t), 'state.json');
  assert.deepEqual(await readStateFile(path), { ok: true, state: new Map() });
  for (const name of ['chat', 'audio']) {
    await writeStateFile(path, new Map([kept(name)]));
    assert.deepEqual(await readStateFile(path), { ok: true, state: new Map([kept(name)]) });
  }
});

test('only the owner may read the state file, and no draft remains', async (t) => {
  const folder = aFolder(t);
  await writeStateFile(join(folder, 'state.json'), new Map([kept('chat')]));
  assert.deepEqual(readdirSync(folder), ['state.json']);
  assert.equal(statSync(join(folder, 'state.json')).mode & 0o077, 0);
});

test('a draft that a crash left is ignored and replaced', async (t) => {
  const path = join(aFolder(t), 'state.json');
  await writeStateFile(path, new Map([kept('chat')]));
  writeFileSync(`${path}.tmp`, '{"version": 1, "fac');
  assert.deepEqual(await readStateFile(path), { ok: true, state: new Map([kept('chat')]) });
  await writeStateFile(path, new Map([kept('audio')]));
  assert.deepEqual(await readStateFile(path), { ok: true, state: new Map([kept('audio')]) });
});

test('a process that is killed while writing leaves a whole file, no older than the last confirmed write', async (t) => {
  const writer = fileURLToPath(new URL('write-until-killed.test.fixture.ts', import.meta.url));
  const path = join(aFolder(t), 'state.json');
  for (let round = 1; round <= 6; round += 1) {
    const child = fork(writer, [path], { execArgv: ['--conditions=laneway-source'] });
    let last = 0;
    const wanted = 1 + round * 11;
    const reached = Promise.withResolvers<void>();
    child.on('message', (written) => {
      last = Number(written);
      if (last >= wanted) reached.resolve();
    });
    await reached.promise;
    child.kill('SIGKILL');
    await once(child, 'close');
    const reading = await readStateFile(path);
    assert(reading.ok);
    const found = Number(reading.state.get('chat')?.settings['number']);
    assert(found >= last, `${found} was found after ${last}`);
  }
});

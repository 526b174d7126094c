import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { LanewayError } from '@laneway/contracts';
import { AdminRefusal } from '@laneway/server';

import { aFolder, aLiveConfig } from './live-config.test.fixture.ts';

const east = 'endpoints: { east: { url: "http://127.0.0.1:9" } }\n';

/** The refusal that `work` comes to. */
async function refusalOf(work: Promise<unknown>): Promise<AdminRefusal> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  assert(error instanceof AdminRefusal, `not refused: ${String(error)}`);
  return error;
}

function pathsOf({ fault }: AdminRefusal): string[] {
  return (fault.problems ?? []).map((problem) => (problem as { path: string }).path);
}

test('reload uses the changed file and reports the changes', async (t) => {
  const { live, served, write } = await aLiveConfig(t, east);
  write(`${east.replace('" }', '", slots: 7 }')}drain: 5s\nlisten: { port: 9999 }\n`);
  const change = await live.reload();
  assert.equal(served.length, 1);
  assert.deepEqual(change.endpoints.changed, [{ name: 'east', fields: ['slots'] }]);
  assert.deepEqual([change.settings, change.needRestart], [['drain', 'listen'], ['listen']]);
  assert.deepEqual([change.changed, change.generation], [true, 2]);
});

test('a setting that needs a restart is reported until the restart', async (t) => {
  const { live, write } = await aLiveConfig(t, east);
  write(`${east}listen: { port: 9999 }\n`);
  await live.reload();
  assert.deepEqual((await live.reload()).needRestart, ['listen']);
  write(east);
  assert.deepEqual((await live.reload()).needRestart, []);
});

test('a changed certificate in the same files needs no restart', async (t) => {
  const folder = aFolder(t);
  for (const name of ['cert.pem', 'key.pem']) writeFileSync(join(folder, name), 'one');
  const yaml = `${east}listen: { tls: { cert: cert.pem, key: key.pem } }\n`;
  const { live, served, write } = await aLiveConfig(t, yaml, { folder });
  write('two', 'cert.pem');
  const { changed, settings, needRestart } = await live.reload();
  assert.deepEqual([changed, settings, needRestart, served.length], [true, ['listen'], [], 1]);
});

test('a file with the same meaning makes no new generation', async (t) => {
  const { live, served, write } = await aLiveConfig(t, east);
  write(`# the same\nendpoints:\n  east:\n    url: http://127.0.0.1:9/\n    slots: 100\n`);
  assert.equal((await live.reload()).changed, false);
  assert.equal(served.length, 0);
});

test('an invalid file is refused with every problem, and the old config stays in use', async (t) => {
  const { live, served, write } = await aLiveConfig(t, east);
  const before = live.reading;
  write('endpoints: { east: { ulr: x, slots: 0 } }\ndrian: 1s\n');
  const refusal = await refusalOf(live.reload());
  assert.equal(refusal.fault.status, 400);
  assert.deepEqual(pathsOf(refusal), ['endpoints.east.ulr', 'endpoints.east.slots', 'drian']);
  assert.deepEqual([served.length, live.reading], [0, before]);
});

test('an empty or missing file is refused', async (t) => {
  const { live, served, write, folder } = await aLiveConfig(t, east);
  write(' \n');
  assert.match(JSON.stringify((await refusalOf(live.reload())).fault.problems), /The file is empty\./);
  rmSync(join(folder, 'laneway.yaml'));
  assert.match(JSON.stringify((await refusalOf(live.reload())).fault.problems), /ENOENT/);
  assert.equal(served.length, 0);
});

test(
  'a config that names a pipe instead of a file is refused at once',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { live, served, write, folder } = await aLiveConfig(t, east);
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const yaml of [
      `${east}admin: { token: "\${file:pipe}" }\n`,
      `${east}listen: { tls: { cert: pipe, key: pipe } }\n`,
      `${east}authenticators: [ { use: api-key, options: { keys: pipe } } ]\n`,
      east.replace(' }', ', connector: { use: direct, options: { tls: { ca: pipe } } } }'),
    ]) {
      write(yaml);
      const problems = JSON.stringify((await refusalOf(live.reload())).fault.problems);
      assert.match(problems, /pipe cannot be read: it is not a regular file\./, yaml);
    }
    assert.equal(served.length, 0);
  },
);

for (const yaml of ['# nothing yet\n', 'null', 'endpoints: {}', 'lanes: [ { name: gold } ]\n']) {
  test(`a reload that removes all endpoints is refused: ${JSON.stringify(yaml)}`, async (t) => {
    const { live, served, write } = await aLiveConfig(t, east);
    write(yaml);
    for (const refusal of [await refusalOf(live.reload()), await refusalOf(live.preview(yaml))])
      assert.match(JSON.stringify(refusal.fault.problems), /Set `allowEmpty: true`/);
    assert.equal(served.length, 0);
    write(`${yaml === 'null' ? '' : yaml}\nallowEmpty: true\n`);
    assert.deepEqual((await live.reload()).endpoints.removed, ['east']);
    write(east);
    assert.deepEqual((await live.reload()).endpoints.added, ['east']);
  });
}

test('a config whose plugins cannot be created changes nothing, and its secrets are not shown', async (t) => {
  const env = { KEY: 'correct-horse-battery' };
  const onServe = () => {
    throw new LanewayError('plugin_invalid', 'correct-horse-battery is no key', { param: 'endpoints.east' });
  };
  const { live, write } = await aLiveConfig(t, east, { env, onServe });
  const before = live.reading;
  write(east.replace(' }', ', labels: { a: "${KEY}" } }'));
  const refusal = await refusalOf(live.reload());
  assert.equal(refusal.message, 'The config cannot be used: *** is no key');
  assert.deepEqual([pathsOf(refusal), live.reading], [['endpoints.east'], before]);
});

test('a preview reports the changes and makes none', async (t) => {
  const { live, served, write } = await aLiveConfig(t, east);
  const given = await live.preview('{"endpoints": {"west": {"url": "http://127.0.0.1:9"}}}');
  assert.deepEqual([given.endpoints.added, given.endpoints.removed], [['west'], ['east']]);
  write(`${east}tiers: { gold: { lane: default } }\n`);
  assert.deepEqual((await live.preview(undefined)).tiers.added, ['gold']);
  assert.deepEqual([served.length, given.generation], [0, 1]);
});

test('a preview of an invalid config reports lines and shows no values', async (t) => {
  const { live } = await aLiveConfig(t, east);
  const { fault } = await refusalOf(live.preview('drain: 5s\nlimits: { body: secret }'));
  assert.deepEqual(
    (fault.problems ?? []).map((problem) => {
      const { file, line, path, value } = problem as Record<string, unknown>;
      return [file, line, path, value];
    }),
    [['body', 2, 'limits.body', undefined]],
  );
});

test('a preview uses only variables and files that the config in use names or lists', async (t) => {
  const folder = aFolder(t);
  for (const name of ['token', 'other']) writeFileSync(join(folder, name), '{ "k": "7" }');
  const env = { NAMED: 'n', LISTED: 'l', OTHER: 'correct-horse-battery' };
  const secrets = 'secrets: [ { ref: "${LISTED}", origins: [ "http://x.example" ] } ]';
  const own = `${east}admin: { token: "\${file:token}\${NAMED}", ${secrets} }\n`;
  const { live } = await aLiveConfig(t, own, { folder, env });
  for (const reference of ['${file:token}', '${NAMED}', '${LISTED}'])
    await live.preview(`${east}admin: { token: "${reference}" }\n`);
  for (const section of [
    'admin: { token: "${OTHER}" }',
    'admin: { token: "${OTHER:-x}" }',
    'admin: { token: "${file:other}" }',
    'listen: { tls: { cert: other, key: other } }',
    'authenticators: [ { use: api-key, options: { keys: other } } ]',
  ]) {
    const refusal = await refusalOf(live.preview(`${east}${section}\n`));
    assert.match(JSON.stringify(refusal.fault.problems), /[Aa] request body can/, section);
  }
});

test('a preview never loads code that the config file does not name', async (t) => {
  const { live, write } = await aLiveConfig(t, east);
  write('globalThis.wasLoaded = true; export default {};', 'strange.mjs');
  for (const config of [
    'requestProcessors: [ ./strange.mjs ]',
    'requestProcessors: [ x ]\nplugins: { x: ./strange.mjs }',
  ]) {
    const { warnings } = await live.preview(`${east}${config}`);
    assert.deepEqual(
      warnings.map(({ path }) => path),
      ['requestProcessors.0'],
    );
  }
  assert.equal(Reflect.get(globalThis, 'wasLoaded'), undefined);
});

test('changes are made one at a time, in the order of the calls', async (t) => {
  const steps: string[] = [];
  const turn = Promise.withResolvers<void>();
  const onServe = async ({ drainMs }: { readonly drainMs: number }) => {
    steps.push(`begin ${drainMs}`);
    await turn.promise;
    steps.push(`end ${drainMs}`);
  };
  const { live, write } = await aLiveConfig(t, east, { onServe });
  write(`${east}drain: 1s\n`);
  const first = live.reload();
  const second = live.keep(({ state }) => state);
  const third = live.preview(undefined).then(() => steps.push('preview'));
  while (steps.length === 0) await new Promise(setImmediate);
  turn.resolve();
  await Promise.all([first, second, third]);
  assert.deepEqual(steps, ['begin 1000', 'end 1000', 'preview']);
});

test('a reload on a signal logs its result', async (t) => {
  const { live, log, write } = await aLiveConfig(t, east);
  write(`${east}drain: 1s\n`);
  await live.reloadOnSignal();
  assert.deepEqual(log.messages('info'), ['the changed config is in use']);
  write('drian: 1s\n');
  await live.reloadOnSignal();
  assert.deepEqual(log.messages('error'), ['the changed config is refused']);
  assert.match(String(log.lines.at(-1)?.fields['problems']), /laneway\.yaml:1:1 {2}drian {2}Unknown key/);
});

test('a file that changed before it was watched is used', async (t) => {
  const { live, write, log } = await aLiveConfig(t, east);
  write(`${east}drain: 1s\n`);
  live.follow();
  while (log.lines.length === 0) await new Promise(setImmediate);
  assert.equal(live.reading.config.drainMs, 1000);
});

test('a file that only the new config refers to is followed from then on', async (t) => {
  const { live, write, log, clock } = await aLiveConfig(t, east);
  live.follow();
  write('5', 'slots.txt');
  write(east.replace(' }', ', slots: "${file:slots.txt}" }'));
  await live.reload();
  write('7', 'slots.txt');
  clock.advance(10_000);
  while (log.lines.length < 2) await new Promise(setImmediate);
  assert.equal(live.reading.config.gateway.endpoints[0]?.slots, 7);
});

test('a config file that disappears is logged, and its config stays in use', async (t) => {
  const { live, log, clock, folder, served } = await aLiveConfig(t, east);
  live.follow();
  rmSync(join(folder, 'laneway.yaml'));
  clock.advance(10_000);
  while (log.lines.length === 0) await new Promise(setImmediate);
  assert.deepEqual(log.messages('error'), ['a config file is missing; the config stays in use']);
  assert.match(String(log.lines[0]?.fields['file']), /laneway\.yaml$/);
  assert.equal(served.length, 0);
});

test('a closed config does not follow its file', async (t) => {
  const { live, write, log, clock, served } = await aLiveConfig(t, east);
  live.follow();
  await live.close();
  write(`${east}drain: 1s\n`);
  clock.advance(60_000);
  await live.preview(undefined);
  assert.deepEqual([served.length, log.lines.length], [0, 0]);
});

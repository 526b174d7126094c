import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { LanewayError } from '@laneway/contracts';
import { AdminRefusal } from '@laneway/server';

import { aLiveConfig } from './live-config.test.fixture.ts';

const yaml = `
endpoints: { east: { url: "http://127.0.0.1:9" }, west: { url: "http://127.0.0.1:8" } }
facades: { own: { endpoints: [ east ] } }
admin: { allowPrivate: true, secrets: [ { ref: "\${EAST_KEY}", origins: [ "http://127.0.0.1:7" ] } ] }
`;

async function statusOf(work: Promise<unknown>): Promise<number> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof AdminRefusal, `not refused: ${String(error)}`);
  return error.fault.status;
}

const east = { endpoints: ['east'] };

test('a written facade is used, and exists after a restart', async (t) => {
  const { facades, served, folder } = await aLiveConfig(t, yaml);
  const { facade, existed } = await facades.write('chat', {
    endpoints: ['east', 'west'],
    loadBalancingPolicy: 'latency',
  });
  assert.deepEqual([facade.source, existed], ['api', false]);
  assert.deepEqual(
    served.at(-1)?.gateway.facades.map(({ name, balancer }) => [name, balancer.use]),
    [
      ['own', 'round-robin'],
      ['chat', 'latency'],
    ],
  );
  const restarted = await aLiveConfig(t, undefined, { folder });
  assert.deepEqual(restarted.facades.find('chat'), facade);
});

test('facades of the config file are listed too, and can only be changed in the file', async (t) => {
  const { facades, served } = await aLiveConfig(t, yaml);
  await facades.write('chat', east);
  assert.deepEqual(
    facades.list().map(({ name, source }) => [name, source]),
    [
      ['own', 'file'],
      ['chat', 'api'],
    ],
  );
  for (const work of [
    () => facades.write('own', east),
    () => facades.remove('own'),
    () => facades.purge('own'),
  ])
    assert.equal(await statusOf(work()), 409);
  assert.equal(served.length, 1);
});

test('a deleted facade is not used, and its name is taken until it is purged', async (t) => {
  const { facades, served } = await aLiveConfig(t, yaml);
  await facades.write('chat', east);
  await facades.remove('chat');
  assert.deepEqual(
    served.at(-1)?.gateway.facades.map(({ name }) => name),
    ['own'],
  );
  assert.deepEqual([facades.find('chat'), facades.presence('chat')], [undefined, 'deleted']);
  assert.equal(await statusOf(facades.write('chat', east)), 400);
  assert.equal(await statusOf(facades.remove('chat')), 404);
  await facades.purge('chat');
  assert.equal(facades.presence('chat'), 'absent');
  await facades.write('chat', east);
});

test('only a deleted facade can be purged, and only an existing one can be deleted', async (t) => {
  const { facades } = await aLiveConfig(t, yaml);
  await facades.write('chat', east);
  assert.equal(await statusOf(facades.purge('chat')), 400);
  for (const work of [facades.purge('never'), facades.remove('never')])
    assert.equal(await statusOf(work), 404);
});

test('a facade keeps the times of its creation and last change', async (t) => {
  const { facades, clock } = await aLiveConfig(t, yaml);
  const { facade } = await facades.write('chat', east);
  clock.advance(60_000);
  const { facade: again, existed } = await facades.write('chat', { endpoints: ['west'] });
  assert.deepEqual([existed, again.createdOn], [true, facade.createdOn]);
  assert.equal(Date.parse(again.updatedOn ?? '') - Date.parse(again.createdOn ?? ''), 60_000);
});

test('an invalid facade is refused field by field, and is not kept', async (t) => {
  const { facades, served, folder } = await aLiveConfig(t, yaml);
  const work = facades.write('chat', {
    endpoints: ['est'],
    failover: { attempts: 0 },
    loadBalancingPolicy: 'fast',
  });
  const error: unknown = await work.catch((reason: unknown) => reason);
  assert(error instanceof AdminRefusal);
  const paths = error.fault.problems?.map((problem) => (problem as { path: string }).path);
  assert.deepEqual(paths?.sort(), ['endpoints.0', 'failover.attempts', 'loadBalancingPolicy']);
  assert.deepEqual([served.length, facades.presence('chat')], [0, 'absent']);
  assert.deepEqual(readdirSync(folder), ['laneway.yaml']);
});

test('a facade can name known plugins, and no others are loaded', async (t) => {
  const { facades, write } = await aLiveConfig(t, `${yaml}plugins: { mine: latency }\n`);
  write('globalThis.wasLoadedByFacade = true; export default {};', 'strange.mjs');
  for (const loadBalancingPolicy of [
    './strange.mjs',
    '/etc/passwd',
    '@laneway/balancer-weighted',
    'constructor',
  ])
    assert.equal(await statusOf(facades.write('chat', { ...east, loadBalancingPolicy })), 400);
  const endpoint = { url: 'http://127.0.0.1:7', connector: { use: './strange.mjs' } };
  assert.equal(await statusOf(facades.write('chat', { endpoints: [endpoint] })), 400);
  assert.equal(Reflect.get(globalThis, 'wasLoadedByFacade'), undefined);
  await facades.write('chat', { ...east, loadBalancingPolicy: 'mine' });
});

test('a literal secret is refused and not repeated', async (t) => {
  const { facades } = await aLiveConfig(t, yaml);
  const url = 'http://127.0.0.1:7';
  const bodies = [
    { endpoints: [{ url, credential: { use: 'api-key', options: { key: 'sk-canary' } } }] },
    { endpoints: [{ url, credential: 'sk-canary' }] },
    { endpoints: [{ url: `${url}?api-key=sk-canary` }] },
    { endpoints: [{ url: 'http://u:sk-canary@127.0.0.1:7' }] },
    { endpoints: [{ url, apiKey: 'sk-canary' }] },
    { endpoints: ['sk-canary'] },
    { endpoints: 'sk-canary' },
    { ...east, loadBalancingPolicy: 'sk-canary' },
    { ...east, properties: { token: 'sk-canary' } },
    { ...east, failover: { timeout: 'sk-canary' } },
  ];
  for (const body of bodies) {
    const error: unknown = await facades.write('chat', body).catch((reason: unknown) => reason);
    assert(error instanceof AdminRefusal, JSON.stringify(body));
    assert.doesNotMatch(JSON.stringify(error.fault), /sk-canary/, JSON.stringify(body));
  }
});

test('an endpoint of a facade gets no secret that the config does not list for it', async (t) => {
  const env = { EAST_KEY: 'correct-horse-battery', PATH: '/bin' };
  const { facades, served } = await aLiveConfig(t, yaml.replace('allowPrivate: true, ', ''), { env });
  const withKey = (url: string, key: string) => ({
    endpoints: [{ url, credential: { use: 'api-key', options: { key } } }],
  });
  const bodies = [
    withKey('http://stranger.example', '${EAST_KEY}'),
    withKey('http://127.0.0.1:7', '${EAST_KEY}'),
    withKey('http://stranger.example', '${PATH}'),
    withKey('http://stranger.example', '${file:/etc/passwd}'),
    { endpoints: [{ url: 'http://stranger.example', credential: 'entra' }] },
    { endpoints: [{ url: 'http://169.254.169.254' }] },
    { endpoints: [{ url: 'http://[::ffff:169.254.169.254]' }] },
    { endpoints: [{ url: 'http://0xa9fea9fe' }] },
    {
      endpoints: [
        { url: 'http://s.example', connector: { use: 'direct', options: { tls: { ca: '/etc/passwd' } } } },
      ],
    },
  ];
  for (const body of bodies)
    assert.equal(await statusOf(facades.write('chat', body)), 400, JSON.stringify(body));
  assert.equal(served.length, 0);
});

test('a listed file may be named by an endpoint of its origin', async (t) => {
  const secrets = 'secrets: [ { ref: "${file:ca.pem}", origins: [ "https://s.example" ] } ]';
  const { facades, write, served } = await aLiveConfig(t, yaml.replace(/secrets:.*\]/, secrets));
  write('-----BEGIN CERTIFICATE-----\n', 'ca.pem');
  const connector = { use: 'direct', options: { tls: { ca: './ca.pem' } } };
  assert.equal(
    await statusOf(facades.write('chat', { endpoints: [{ url: 'https://t.example', connector }] })),
    400,
  );
  await facades.write('chat', { endpoints: [{ url: 'https://s.example', connector }] });
  assert.equal(served.length, 1);
});

test('a facade is shown with its references, never with their values', async (t) => {
  const { facades, read, served } = await aLiveConfig(t, yaml, {
    env: { EAST_KEY: 'correct-horse-battery' },
  });
  const credential = { use: 'api-key', options: { key: '${EAST_KEY}' } };
  await facades.write('chat', { endpoints: [{ url: 'http://127.0.0.1:7', credential }] });
  const inline = served.at(-1)?.gateway.endpoints.at(-1);
  assert.equal(inline?.name, 'chat.1');
  assert.deepEqual({ ...Object(inline?.credential?.options) }, { key: 'correct-horse-battery' });
  const shown = `${JSON.stringify(facades.list())}${read('laneway.state.json')}`;
  assert.match(shown, /\$\{EAST_KEY\}/);
  assert.doesNotMatch(shown, /correct-horse/);
});

test('a facade whose endpoint another one uses cannot be deleted', async (t) => {
  const { facades } = await aLiveConfig(t, yaml);
  await facades.write('chat', { endpoints: [{ name: 'spare', url: 'http://127.0.0.1:7' }] });
  await facades.write('other', { endpoints: ['spare'] });
  assert.equal(await statusOf(facades.remove('chat')), 409);
  assert.equal(await statusOf(facades.write('chat', east)), 409);
  assert.equal(facades.presence('chat'), 'present');
  await facades.remove('other');
  await facades.remove('chat');
});

test('a facade that the file names too is replaced by that of the file while the file names it', async (t) => {
  const { facades, live, write } = await aLiveConfig(t, yaml);
  await facades.write('chat', { endpoints: ['west'] });
  write(yaml.replace('own:', 'chat:'));
  await live.reload();
  assert.deepEqual(
    facades.list().map(({ name, source, settings }) => [name, source, settings['endpoints']]),
    [['chat', 'file', ['east']]],
  );
  assert.equal(await statusOf(facades.write('chat', east)), 409);
  write(yaml);
  await live.reload();
  assert.equal(facades.find('chat')?.source, 'api');
});

test('a file without an endpoint that a facade needs is refused with the name of the facade', async (t) => {
  const { facades, live, write } = await aLiveConfig(t, yaml);
  await facades.write('chat', { endpoints: ['west'] });
  write(yaml.replace(', west: { url: "http://127.0.0.1:8" }', ''));
  const error: unknown = await live.reload().catch((reason: unknown) => reason);
  assert(error instanceof AdminRefusal);
  const [problem] = error.fault.problems as readonly { file: string; path: string }[];
  assert.match(problem?.file ?? '', /laneway\.state\.json$/);
  assert.equal(problem?.path, 'facades.chat.endpoints.0');
});

test('a facade whose plugins cannot be created is not kept', async (t) => {
  let refuses = true;
  const onServe = () => {
    if (refuses) throw new LanewayError('plugin_invalid', 'no');
  };
  const { facades, folder } = await aLiveConfig(t, yaml, { onServe });
  assert.equal(await statusOf(facades.write('chat', east)), 400);
  assert.deepEqual(readdirSync(folder), ['laneway.yaml']);
  refuses = false;
  await facades.write('chat', east);
});

test('a facade that cannot be kept is not used', async (t) => {
  const { facades, served, folder } = await aLiveConfig(t, yaml);
  // Nothing can be written over a folder.
  mkdirSync(join(folder, 'laneway.state.json.tmp'));
  const error: unknown = await facades.write('chat', east).catch((reason: unknown) => reason);
  assert(error instanceof LanewayError);
  assert.match(error.message, /Nothing was changed: the state file .*laneway\.state\.json cannot be written/);
  assert.deepEqual([facades.presence('chat'), facades.list().length], ['absent', 1]);
  assert.deepEqual(
    served.at(-1)?.gateway.facades.map(({ name }) => name),
    ['own'],
  );
});

test('facades are kept in the state file of the config', async (t) => {
  const { facades, read } = await aLiveConfig(t, `${yaml}stateFile: kept.json\n`);
  await facades.write('chat', east);
  assert.match(read('kept.json'), /"chat"/);
});

test('a damaged state file prevents the start and is named', async (t) => {
  const { facades, folder, write } = await aLiveConfig(t, yaml);
  await facades.write('chat', east);
  write('{"version": 1, "facades": {"chat": {', 'laneway.state.json');
  await assert.rejects(
    aLiveConfig(t, undefined, { folder }),
    /laneway\.state\.json {2}The state file is damaged/,
  );
});

test('all of many concurrent writes are kept', async (t) => {
  const { facades, folder } = await aLiveConfig(t, yaml);
  const names = Array.from({ length: 20 }, (_, number) => `chat${number}`);
  await Promise.all(names.map((name) => facades.write(name, east)));
  const restarted = await aLiveConfig(t, undefined, { folder });
  assert.deepEqual(
    restarted.facades.list().map(({ name }) => name),
    ['own', ...names],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Credential, Profile } from '@laneway/contracts';
import { aPlugin, aProfile } from '@laneway/testkit';

import type { EngineSetup, EngineUnderTest, RecordingClient } from '../testing/index.ts';
import {
  anEndpointConfig,
  aUse,
  knownProfiles,
  namedByHeader,
  ScriptedBackend,
  startEngine,
} from '../testing/index.ts';

const quota = { tpm: 10_000, rpm: 10, concurrency: 3 };
const limited = aProfile({ id: 'limited', quota });

/** A profile whose quota is counted, one endpoint with token buckets, and another with none. */
const setup = {
  config: {
    profiles: namedByHeader,
    endpoints: [anEndpointConfig({ name: 'a', quota: { tpm: 60_000, rpm: 600 } })],
  },
  plugins: { profiles: knownProfiles(limited) },
} satisfies EngineSetup;

const ask = ({ send }: EngineUnderTest) => send({ headers: ['x-user-id', 'limited'] });

/** What is held for requests. All of it must be released when the last one has ended. */
function held({ gateway, parts }: EngineUnderTest) {
  const { exchanges, waiting, running, endpoints } = gateway.state();
  const { tokensLeft, requestsLeft, inProgress } = parts.generation().quotas.read('limited', quota);
  const [first] = endpoints;
  return {
    exchanges,
    waiting,
    running,
    inFlight: first?.inFlight,
    endpointTokens: first?.tokensLeft,
    tokensLeft,
    requestsLeft,
    inProgress,
  };
}

/** Lets a client leave at some moment, and checks that nothing is held any more and the client gets no answer. */
async function leaves(
  when: (engine: EngineUnderTest, client: RecordingClient) => void | Promise<void>,
  more: Partial<EngineSetup> = {},
  prepare?: (engine: EngineUnderTest) => void,
): Promise<EngineUnderTest> {
  const engine = await startEngine({ ...setup, ...more, plugins: { ...setup.plugins, ...more.plugins } });
  prepare?.(engine);
  const before = held(engine);
  const client = ask(engine);
  await when(engine, client);
  client.cancel();
  assert.deepEqual(held(engine), before);
  assert.equal(client.over, false);
  assert.equal(engine.gateway.explain(client.handle?.id ?? '')?.outcome, 'cancelled');
  return engine;
}

test('a client that leaves during the lookup of its profile releases everything', async () => {
  let found: ((profile: Profile) => void) | undefined;
  const find = () =>
    new Promise<Profile>((resolve) => {
      found = resolve;
    });
  const engine = await leaves(() => undefined, {
    plugins: { profiles: aPlugin('profile-source', () => ({ find })) },
  });
  found?.(limited);
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(engine.backend.attempts.length, 0);
  assert.equal(engine.gateway.state().exchanges, 0);
});

test('a client that leaves while queued releases everything, and the next request moves up', async () => {
  let busy: RecordingClient | undefined;
  const engine = await leaves(
    ({ gateway }) => assert.equal(gateway.state().waiting, 1),
    {},
    (prepared) => {
      busy = prepared.send();
    },
  );
  assert.equal(busy?.over, false);
  assert.equal(engine.backend.attempts.length, 1);
});

test('a client that leaves during the fetch of a credential releases everything, and nothing is sent', async () => {
  let give: ((credential: Credential) => void) | undefined;
  const get = () =>
    new Promise<Credential>((resolve) => {
      give = resolve;
    });
  const endpoint = anEndpointConfig({ quota: { tpm: 60_000, rpm: 600 }, credential: aUse('slow') });
  const engine = await leaves(({ gateway }) => assert.equal(gateway.state().running, 1), {
    config: { ...setup.config, endpoints: [endpoint] },
    plugins: { slow: aPlugin('credential', () => ({ get, invalidate: () => undefined })) },
  });
  give?.({ headers: [], replaces: [] });
  await Promise.resolve();
  assert.equal(engine.backend.attempts.length, 0);
});

test('a client that leaves before the first byte aborts the attempt', async () => {
  const { backend } = await leaves(() => undefined);
  assert.equal(backend.last().aborted, true);
});

test('a client that leaves while an error answer is read aborts the attempt', async () => {
  const { backend } = await leaves((engine) => void engine.backend.last().head(503).data('half'));
  assert.equal(backend.last().aborted, true);
  assert.equal(backend.attempts.length, 1);
});

test('a client that leaves while the beginning of a stream is held back aborts the attempt', async () => {
  const backend = new ScriptedBackend();
  await leaves(
    () => void backend.last().head(200, ['content-type', 'text/event-stream']).data('data: {}\n\n'),
    { plugins: { scripted: aPlugin('connector', () => backend.connector(() => 'preamble')) } },
  );
  assert.equal(backend.last().aborted, true);
});

test('a client that leaves during a throttle releases everything', async () => {
  const engine = await leaves(({ backend, gateway }) => {
    backend.last().throttle(1_000);
    assert.equal(gateway.state().waiting, 1);
  });
  engine.clock.advance(2_000);
  assert.equal(engine.backend.attempts.length, 1);
});

test('a client that leaves during an answer aborts the attempt, and is charged for the received part', async () => {
  const engine = await startEngine(setup);
  const client = ask(engine);
  engine.backend.last().head(200).data('x'.repeat(4_000));
  client.cancel();
  assert.equal(engine.backend.last().aborted, true);
  const { tokensLeft, requestsLeft, ...rest } = held(engine);
  assert.deepEqual([tokensLeft, requestsLeft], [9_000, 9]);
  assert.deepEqual([rest.exchanges, rest.running, rest.inFlight, rest.inProgress], [0, 0, 0, 0]);
});

test('a client that leaves frees its slot for the next request in the same call', async () => {
  const engine = await startEngine();
  const leaving = engine.send();
  engine.send({ id: 'next' });
  leaving.cancel();
  assert.equal(engine.backend.open().length, 1);
  assert.equal(engine.backend.attempts.length, 2);
});

test('cancelling twice, or after the end, changes nothing', async () => {
  const engine = await startEngine(setup);
  const client = ask(engine);
  engine.backend.last().answer();
  client.cancel();
  client.cancel();
  assert.equal(engine.gateway.explain('request-1')?.outcome, 'served');
  assert.equal(held(engine).inProgress, 0);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Authenticator, Profile, ProfileSource } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';
import type { ProfilesConfig } from '../config.ts';
import { aUse } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';
import { aPlugin, aProfile } from '@laneway/testkit';

import { EventRecord } from '../testing/event-record.ts';
import { knownProfiles, namedByHeader } from '../testing/known-profiles.ts';

/** An engine with this source of profiles. */
function withSource(find: ProfileSource['find'], profiles: Partial<ProfilesConfig> = {}) {
  return startEngine({
    config: { profiles: { ...namedByHeader, ...profiles } },
    plugins: { profiles: aPlugin('profile-source', () => ({ find })) },
  });
}

/** An engine that knows one profile, `alice`. */
const knowing = (profile: Partial<Profile>) =>
  startEngine({
    config: { profiles: namedByHeader },
    plugins: { profiles: knownProfiles(aProfile(profile)) },
  });

const asAlice = { headers: ['x-user-id', 'alice'] };

test('a caller that the source does not know is refused', async () => {
  const { backend, send } = await withSource(() => undefined);
  const client = send(asAlice);
  assert.equal(client.refusal?.code, 'profile_unknown');
  assert.equal(client.status, 403);
  assert.equal(backend.attempts.length, 0);
});

test('a caller without a name is served unless profiles are required', async () => {
  const optional = await withSource(() => undefined);
  optional.send();
  assert.equal(optional.backend.attempts.length, 1);
  const required = await withSource(() => undefined, { required: true });
  assert.equal(required.send().refusal?.code, 'profile_unknown');
});

test('a suspended profile is refused', async () => {
  const { send } = await knowing({ suspended: true });
  const client = send(asAlice);
  assert.equal(client.refusal?.code, 'profile_suspended');
  assert.equal(client.status, 403);
});

test("a source that fails is the gateway's trouble, not the caller's", async () => {
  const { send } = await withSource(() => Promise.reject(new Error('connection to 10.0.0.1 lost')));
  const client = send(asAlice);
  await new Promise(setImmediate);
  assert.equal(client.refusal?.code, 'profile_unavailable');
  assert.equal(client.status, 503);
  assert.doesNotMatch(client.refusal?.message ?? '', /10\.0\.0\.1/);
});

test('a source is asked once for callers that come together, and again when its answer is old', async () => {
  let asked = 0;
  const find = () => {
    asked += 1;
    return Promise.resolve(aProfile());
  };
  const { backend, clock, send } = await withSource(find, { refreshMs: 1_000 });
  send(asAlice);
  send(asAlice);
  await new Promise(setImmediate);
  send(asAlice);
  assert.equal(asked, 1);
  clock.advance(1_000);
  send(asAlice);
  await new Promise(setImmediate);
  assert.equal(asked, 2);
  backend.last().answer();
});

test('a profile that names what the config does not have is served as if it did not, and that is told', async () => {
  const record = new EventRecord();
  const { backend, send } = await startEngine({
    config: { profiles: namedByHeader },
    plugins: { profiles: knownProfiles(aProfile({ tier: 'goldd', lane: 'gold' })) },
    sinks: [record],
  });
  send(asAlice);
  assert.equal(backend.attempts.length, 1);
  send(asAlice);
  const warnings = record.of('warned').map(({ subject, name, message }) => `${subject} ${name}: ${message}`);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /^profiles alice: .*lane gold and the tier goldd/);
});

test('headers of the profile go to the backend, in place of what the client sent under their names', async () => {
  const { backend, send } = await knowing({ headers: ['x-department', 'sales'] });
  send({ headers: ['x-user-id', 'alice', 'X-Department', 'forged', 'x-other', 'kept'] });
  const { headers } = backend.last().request;
  assert.ok(headers.includes('kept'));
  assert.equal(headers[headers.indexOf('x-department') + 1], 'sales');
  assert.ok(!headers.includes('forged'));
});

test('a profile over its requests a minute is refused, and told when there is room again', async () => {
  const { backend, clock, send } = await knowing({ quota: { rpm: 2 } });
  for (let request = 0; request < 2; request += 1) {
    send(asAlice);
    backend.last().answer();
  }
  const client = send(asAlice);
  assert.equal(client.refusal?.code, 'quota_exceeded');
  assert.equal(client.refusal?.param, 'rpm');
  const waitMs = client.refusal?.retryAfterMs ?? 0;
  clock.advance(waitMs - 2);
  assert.equal(send(asAlice).refusal?.code, 'quota_exceeded');
  clock.advance(2);
  assert.equal(send(asAlice).over, false);
});

test('a profile has its places in progress back when a request ends, however it ends', async () => {
  const { backend, send } = await knowing({ quota: { concurrency: 1 } });
  const leaving = send(asAlice);
  assert.equal(send(asAlice).refusal?.param, 'concurrency');
  leaving.cancel();
  const served = send(asAlice);
  assert.equal(served.over, false);
  backend.last().answer();
  assert.equal(send(asAlice).over, false);
});

test('tokens are held by the estimate and corrected to what was used', async () => {
  const quota = { tpm: 1_000 };
  const { backend, parts, send } = await knowing({ quota });
  send({ ...asAlice, body: JSON.stringify({ model: 'm', max_tokens: 100 }) });
  const { tokensLeft: held } = parts.generation().quotas.read('alice', quota);
  assert.ok(held !== undefined && held < 900, `${held} of 1000 tokens are left`);
  backend.last().answer(200, 'x'.repeat(40));
  const { tokensLeft } = parts.generation().quotas.read('alice', quota);
  assert.ok(tokensLeft !== undefined && tokensLeft > 970, `${tokensLeft} of 1000 tokens are left`);
});

test('a request that no backend served costs its profile nothing', async () => {
  const quota = { tpm: 1_000, rpm: 10 };
  const { backend, parts, send } = await knowing({ quota });
  const client = send(asAlice);
  for (let attempt = 0; attempt < 3; attempt += 1) backend.last().fail();
  assert.equal(client.refusal?.code, 'bad_gateway');
  assert.deepEqual(parts.generation().quotas.read('alice', quota), {
    tokensLeft: 1_000,
    requestsLeft: 10,
    inProgress: 0,
  });
});

test('authenticators are asked in order, and the first whose scheme the request uses decides', async () => {
  const asked: string[] = [];
  const scheme = (name: string, answer: ReturnType<Authenticator['authenticate']>) =>
    aPlugin('authenticator', () => ({
      authenticate: () => {
        asked.push(name);
        return answer;
      },
      challenge: () => name,
    }));
  const { gateway, send } = await startEngine({
    config: { profiles: namedByHeader, authenticators: ['none', 'slow', 'never'].map((use) => aUse(use)) },
    plugins: {
      profiles: knownProfiles(),
      none: scheme('none', undefined),
      slow: scheme('slow', Promise.resolve({ id: 'bob', scheme: 'slow' })),
      never: scheme('never', { id: 'eve', scheme: 'never' }),
    },
  });
  send(asAlice);
  await new Promise(setImmediate);
  assert.deepEqual(asked, ['none', 'slow']);
  assert.equal(gateway.explain('request-1')?.profile, 'bob');
});

test('wrong credentials, or none where some are needed, are refused', async () => {
  const wrong = () => {
    throw new LanewayError('unauthenticated', 'the key is not known');
  };
  for (const authenticate of [wrong, () => undefined, () => Promise.resolve(undefined)]) {
    const { backend, send } = await startEngine({
      config: { authenticators: [aUse('keys')] },
      plugins: { keys: aPlugin('authenticator', () => ({ authenticate, challenge: () => 'Bearer' })) },
    });
    const client = send();
    await new Promise(setImmediate);
    assert.equal(client.refusal?.code, 'unauthenticated');
    assert.equal(client.status, 401);
    assert.equal(client.header('www-authenticate'), 'Bearer');
    assert.equal(backend.attempts.length, 0);
  }
});

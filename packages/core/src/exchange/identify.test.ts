import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Authenticator, Profile, ProfileSource } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';
import type { ProfilesConfig } from '../config.ts';
import { aPlugin, aProfile, EventRecorder } from '@laneway/testkit';
import { aUse, knownProfiles, namedByHeader, startEngine } from '../testing/index.ts';

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

test('a caller without a profile in the source is refused', async () => {
  const { backend, send } = await withSource(() => undefined);
  const client = send(asAlice);
  assert.equal(client.refusal?.code, 'profile_unknown');
  assert.equal(client.status, 403);
  assert.equal(backend.attempts.length, 0);
});

test('an anonymous caller is served unless profiles are required', async () => {
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

test('if the source fails, the caller gets profile_unavailable without details', async () => {
  const { send } = await withSource(() => Promise.reject(new Error('connection to 10.0.0.1 lost')));
  const client = send(asAlice);
  await new Promise(setImmediate);
  assert.equal(client.refusal?.code, 'profile_unavailable');
  assert.equal(client.status, 503);
  assert.doesNotMatch(client.refusal?.message ?? '', /10\.0\.0\.1/);
});

test('a source is asked once for simultaneous requests of a caller, and again after profiles.refresh', async () => {
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

test('a profile with an unknown lane or tier is served by the defaults, with one warning', async () => {
  const record = new EventRecorder();
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

test("the headers of the profile replace the client's headers of the same names", async () => {
  const { backend, send } = await knowing({ headers: ['x-department', 'sales'] });
  send({ headers: ['x-user-id', 'alice', 'X-Department', 'forged', 'x-other', 'kept'] });
  const { headers } = backend.last().request;
  assert.ok(headers.includes('kept'));
  assert.equal(headers[headers.indexOf('x-department') + 1], 'sales');
  assert.ok(!headers.includes('forged'));
});

test('authenticators are asked in order, and the first that knows the scheme decides', async () => {
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

test('a wrong credential, and a missing one, are refused with a challenge', async () => {
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

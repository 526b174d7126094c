import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLanewayError } from '@laneway/contracts';

import { parseProfiles } from './parse-profiles.ts';

function parse(entries: unknown, key = 'userId') {
  const text = typeof entries === 'string' ? entries : JSON.stringify(entries);
  return parseProfiles(text, { name: 'profiles.json', key });
}

function problemOf(entries: unknown): string {
  try {
    parse(entries);
  } catch (error) {
    assert.ok(isLanewayError(error) && error.code === 'config_invalid');
    return error.message;
  }
  return assert.fail('nothing was wrong');
}

test('known fields become parts of the profile', () => {
  const { profiles } = parse([
    {
      userId: 'alice',
      tier: 'gold',
      lane: 'urgent',
      weight: 2.5,
      quota: { tpm: 60_000, rpm: 60, concurrency: 4 },
      suspended: true,
      headers: { 'X-Team': 'blue' },
      S7PPriorityKey: 12345,
    },
  ]);
  assert.deepEqual(profiles.get('alice'), {
    id: 'alice',
    tier: 'gold',
    lane: 'urgent',
    weight: 2.5,
    quota: { tpm: 60_000, rpm: 60, concurrency: 4 },
    suspended: true,
    headers: ['X-Team', 'blue'],
    priorityKey: '12345',
  });
});

test('a profile needs only its name', () => {
  assert.deepEqual(parse([{ userId: 'bob' }]).profiles.get('bob'), { id: 'bob', headers: [] });
});

test('any other field becomes a header, as text', () => {
  const entry = {
    userId: 'alice',
    AllowedPaths: '/a/*, /b',
    'x-budget': 7,
    'x-beta': false,
    'async-config': 'enabled=true',
  };
  const headers = 'AllowedPaths: /a/*, /b; x-budget: 7; x-beta: false; async-config: enabled=true';
  assert.deepEqual(parse([entry]).profiles.get('alice')?.headers, headers.split(/; |: /));
});

test('internal, empty and bookkeeping fields do not become headers', () => {
  const entry = {
    userId: 'alice',
    'internal-note': 'x',
    'Internal-Id': 1,
    gone: null,
    __DeletedAt: 'x',
    __ExpiresAt: 'y',
  };
  assert.deepEqual(parse([entry]).profiles.get('alice'), { id: 'alice', headers: [] });
});

test('the last value of a header that is given twice wins', () => {
  const entry = { userId: 'alice', 'X-Team': 'red', headers: { 'x-team': 'blue' } };
  assert.deepEqual(parse([entry]).profiles.get('alice')?.headers, ['x-team', 'blue']);
});

test('the field that names a profile can be configured', () => {
  const { profiles } = parse([{ appId: 7, userId: 'alice' }], 'appId');
  assert.deepEqual(profiles.get('7'), { id: '7', headers: ['userId', 'alice'] });
});

test('the last of two entries with one name wins, with a warning', () => {
  const { profiles, warnings } = parse([
    { userId: 'a', tier: 'x' },
    { userId: 'b' },
    { userId: 'a', tier: 'y' },
  ]);
  assert.equal(profiles.get('a')?.tier, 'y');
  assert.deepEqual(warnings, ['profiles.json[2] replaces profiles.json[0], which has the same userId.']);
});

test('a profile may have a name of Object.prototype', () => {
  const { profiles } = parse('[{"userId":"__proto__","tier":"gold"}]');
  assert.equal(profiles.get('__proto__')?.tier, 'gold');
  assert.equal(profiles.get('constructor'), undefined);
});

test('a field called __proto__ is a header like any other', () => {
  const { profiles } = parse('[{"userId":"alice","__proto__":"x","headers":{"__proto__":"y"}}]');
  assert.deepEqual(profiles.get('alice')?.headers, ['__proto__', 'y']);
  assert.equal(profiles.get('alice')?.tier, undefined);
});

for (const [place, entry] of [
  ['profiles.json[1]', 'alice'],
  ['profiles.json[1]', null],
  ['profiles.json[1].userId', { tier: 'gold' }],
  ['profiles.json[1].userId', { userId: '' }],
  ['profiles.json[1].userId', { userId: ['alice'] }],
  ['profiles.json[1].tier', { userId: 'alice', tier: 7 }],
  ['profiles.json[1].lane', { userId: 'alice', lane: '' }],
  ['profiles.json[1].weight', { userId: 'alice', weight: 0 }],
  ['profiles.json[1].weight', { userId: 'alice', weight: '2' }],
  ['profiles.json[1].quota', { userId: 'alice', quota: 60_000 }],
  ['profiles.json[1].quota', { userId: 'alice', quota: { tokens: 1 } }],
  ['profiles.json[1].quota.tpm', { userId: 'alice', quota: { tpm: -5 } }],
  ['profiles.json[1].quota.concurrency', { userId: 'alice', quota: { concurrency: 0.5 } }],
  ['profiles.json[1].suspended', { userId: 'alice', suspended: 'yes' }],
  ['profiles.json[1].headers', { userId: 'alice', headers: ['X-Team', 'blue'] }],
  ['profiles.json[1].headers.X Team', { userId: 'alice', headers: { 'X Team': 'blue' } }],
  ['profiles.json[1].headers.X-Team', { userId: 'alice', headers: { 'X-Team': { name: 'blue' } } }],
  ['profiles.json[1].display name', { userId: 'alice', 'display name': 'Alice' }],
  ['profiles.json[1].note', { userId: 'alice', note: 'one\r\nX-Admin: true' }],
  ['profiles.json[1].note', { userId: 'alice', note: ' padded' }],
  ['profiles.json[1].note', { userId: 'alice', note: 'snow ☃' }],
  ['profiles.json[1].Content-Length', { userId: 'alice', 'Content-Length': 7 }],
  ['profiles.json[1].tags', { userId: 'alice', tags: ['a', 'b'] }],
] as const) {
  test(`${place} is named when it is ${JSON.stringify(entry)}`, () => {
    const problem = problemOf([{ userId: 'first' }, entry]);
    assert.ok(problem.startsWith(`${place}: `), problem);
  });
}

test('an unknown quota field is reported with the known ones', () => {
  const problem = problemOf([{ userId: 'alice', quota: { tokens: 1 } }]);
  assert.equal(problem, 'profiles.json[0].quota: has no tokens; allowed: tpm, rpm, concurrency.');
});

test('several problems are reported at once, up to a limit', () => {
  const problem = problemOf(Array.from({ length: 300 }, () => ({ userId: 'alice', weight: 0 })));
  assert.match(problem, /profiles\.json\[0\]\.weight: .*; profiles\.json\[4\]\.weight: .*; and 295 more\.$/);
});

test('invalid JSON is refused with its place and without quoting it', () => {
  const problem = problemOf('[\n  { "userId": "alice", "x-secret": "hunter2" oops }\n]');
  assert.match(problem, /^profiles\.json is not valid JSON \(line 2 column \d+\)\.$/);
  assert.match(problemOf(''), /^profiles\.json is not valid JSON/);
});

test('values are never quoted: they may be secrets', () => {
  assert.ok(!problemOf([{ userId: 'alice', 'x-secret': 'hunter2\n' }]).includes('hunter2'));
});

test('JSON that is not an array is refused', () => {
  assert.equal(problemOf({ alice: {} }), 'profiles.json must be an array of profiles.');
});

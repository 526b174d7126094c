import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { parseDeadline, parseTimeout } from './deadline.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

function secondsAhead(text: string): number {
  return (parseDeadline('x-ttl', text, nowMs) - nowMs) / 1000;
}

describe('parseDeadline', () => {
  for (const [text, seconds] of [
    ['30', 30],
    ['2.5', 2.5],
    ['0', 0],
    [' 30 ', 30],
    ['604800', 604_800],
    [`+${nowMs / 1000 + 90}`, 90],
    [`+${nowMs / 1000 + 0.25}`, 0.25],
    ['2026-03-01T12:00:10Z', 10],
    ['2026-03-01T12:00:10.250z', 10.25],
    ['2026-03-01T12:01Z', 60],
    ['2026-03-01T13:00:10+01:00', 10],
    ['2026-03-01T06:30:10-0530', 10],
    ['2026-03-01 12:00:10Z', 10],
    ['2026-03-01T12:00:10', 10],
    ['2026-03-02', 43_200],
  ] as const) {
    test(`reads ${JSON.stringify(text)} as ${seconds} s ahead`, () => {
      assert.equal(secondsAhead(text), seconds);
    });
  }

  test('takes a time that is past for a deadline that is over', () => {
    assert.ok(secondsAhead('+100') < 0);
    assert.ok(secondsAhead('2025-01-01T00:00:00Z') < 0);
  });

  for (const text of [
    '',
    ' ',
    'abc',
    'NaN',
    'Infinity',
    '+Infinity',
    '-5',
    '+-5',
    '--5',
    '1e3',
    '1e30',
    '.5',
    '5.',
    '0x10',
    '5s',
    '604801',
    '+99999999999',
    '2036-01-01T00:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-13-01',
    '2026-03-01T25:00:00Z',
    '2026-03-01T12:00:00 Mars',
    'Sun, 01 Mar 2026 12:00:10 GMT',
    '9'.repeat(400),
  ]) {
    test(`refuses ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.throws(() => parseDeadline('x-ttl', text, nowMs), { code: 'invalid_header', param: 'x-ttl' });
    });
  }

  test('says what is wrong and what is allowed, and no more of the value than fits', () => {
    assert.throws(() => parseDeadline('x-ttl', 'soon', nowMs), {
      message: /^The header x-ttl is "soon"\. Allowed: seconds/,
    });
    assert.throws(
      () => parseDeadline('x-ttl', 'x'.repeat(5000), nowMs),
      ({ message }: Error) => message.length < 200,
    );
  });
});

describe('parseTimeout', () => {
  test('reads milliseconds', () => {
    assert.equal(parseTimeout('x-timeout', '1500'), 1500);
    assert.equal(parseTimeout('x-timeout', '0.5'), 0.5);
    assert.equal(parseTimeout('x-timeout', '86400000'), 86_400_000);
  });

  for (const text of ['', '0', '0.0', '-1', '1e3', 'NaN', 'Infinity', '86400001', '10s', '+10']) {
    test(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseTimeout('x-timeout', text), { code: 'invalid_header', param: 'x-timeout' });
    });
  }
});

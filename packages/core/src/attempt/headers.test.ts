import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { forwardHeaders, mergeHeaders, responseHeaders } from './headers.ts';

const none: ReadonlySet<string> = new Set();
const hopByHop = [
  'Connection',
  'Keep-Alive',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
];

describe('forwardHeaders', () => {
  test('keeps case, order and repetition', () => {
    const headers = ['X-B', '1', 'accept', '*/*', 'x-b', '2', 'Authorization', 'Bearer t'];
    assert.deepEqual(forwardHeaders(headers, none), headers);
  });

  for (const name of [...hopByHop, 'Host', 'Content-Length', 'Expect']) {
    test(`removes ${name} in any case`, () => {
      for (const spelled of [name, name.toLowerCase(), name.toUpperCase()]) {
        assert.deepEqual(forwardHeaders([spelled, 'x', 'Accept', '*/*'], none), ['Accept', '*/*']);
      }
    });
  }

  test('removes the headers that Connection names, before and after it', () => {
    const headers = ['X-Hop', '1', 'connection', 'close, x-hop ,X-Other', 'x-other', '2', 'X-Stays', '3'];
    assert.deepEqual(forwardHeaders(headers, none), ['X-Stays', '3']);
  });

  test('reads every Connection header', () => {
    const headers = ['Connection', 'x-a', 'Connection', 'X-B', 'X-A', '1', 'X-B', '2', 'X-C', '3'];
    assert.deepEqual(forwardHeaders(headers, none), ['X-C', '3']);
  });

  test('removes the headers for the gateway', () => {
    const headers = [
      'X-Laneway-Explain',
      'true',
      'S7PTTL',
      '5',
      's7p-debug',
      '1',
      'x-lane',
      '1',
      'X-S7P-Id',
      '2',
    ];
    assert.deepEqual(forwardHeaders(headers, none), ['x-lane', '1', 'X-S7P-Id', '2']);
  });

  test('removes the given headers', () => {
    const headers = ['Authorization', 'Bearer t', 'API-Key', 'k', 'Accept', '*/*'];
    assert.deepEqual(forwardHeaders(headers, new Set(['authorization', 'api-key'])), ['Accept', '*/*']);
  });
});

describe('responseHeaders', () => {
  for (const name of hopByHop) {
    test(`removes ${name}`, () => {
      assert.deepEqual(responseHeaders([name, 'x', 'Content-Type', 'text/plain']), [
        'Content-Type',
        'text/plain',
      ]);
    });
  }

  test('removes the headers that Connection names', () => {
    assert.deepEqual(responseHeaders(['Connection', 'X-Hop', 'X-Hop', '1']), []);
  });

  test('keeps all other headers as they are', () => {
    const headers = [
      'Content-Length',
      '5',
      'date',
      'd',
      'Server',
      's',
      'Set-Cookie',
      'a',
      'Set-Cookie',
      'b',
      'S7P',
      'x',
    ];
    assert.deepEqual(responseHeaders(headers), headers);
  });
});

describe('mergeHeaders', () => {
  test('replaces every header of a given name', () => {
    const base = ['X-User', 'a', 'Accept', '*/*', 'x-user', 'b'];
    assert.deepEqual(mergeHeaders(base, ['X-USER', 'c', 'X-New', 'd']), [
      'Accept',
      '*/*',
      'X-USER',
      'c',
      'X-New',
      'd',
    ]);
  });

  test('sets a header as often as it is given', () => {
    assert.deepEqual(mergeHeaders(['a', '1'], ['a', '2', 'a', '3']), ['a', '2', 'a', '3']);
  });

  test('does not change its arguments', () => {
    const base = Object.freeze(['a', '1']);
    assert.notEqual(mergeHeaders(base, []), base);
    assert.deepEqual(mergeHeaders(base, []), base);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sseEvent, sseEvents } from './sse-event.ts';

test('an event has a type, data and the bytes of both', () => {
  const event = sseEvent('response.created', { id: 'r1' });
  assert.equal(event.type, 'response.created');
  assert.equal(event.data, '{"id":"r1"}');
  assert.equal(wire(event.bytes), 'event: response.created\ndata: {"id":"r1"}\n\n');
});

test('data of several lines becomes several data fields', () => {
  assert.equal(wire(sseEvent('', 'one\ntwo').bytes), 'data: one\ndata: two\n\n');
});

for (const [name, end] of [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
] as const) {
  test(`a recorded stream with ${name} line ends is split into its events`, () => {
    const first = `event: a${end}data: 1${end}data:2${end}${end}`;
    const second = `: a comment${end}data: [DONE]${end}${end}`;
    const events = sseEvents(first + second);
    assert.deepEqual(
      events.map(({ type, data }) => [type, data]),
      [
        ['a', '1\n2'],
        ['', '[DONE]'],
      ],
    );
    assert.deepEqual(
      events.map(({ bytes }) => wire(bytes)),
      [first, second],
    );
  });
}

test('an unfinished event at the end of a recorded stream is left out', () => {
  assert.deepEqual(
    sseEvents('data: 1\n\ndata: 2\n').map(({ data }) => data),
    ['1'],
  );
});

function wire(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import { SseFraming } from './sse-framing.ts';

interface Seen {
  readonly type: string;
  readonly data: string;
  readonly text: string;
}

function framed(chunks: readonly Uint8Array[]): { readonly events: Seen[]; readonly rest: string } {
  const events: Seen[] = [];
  const framing = new SseFraming(({ type, data, bytes }) => events.push({ type, data, text: decode(bytes) }));
  for (const chunk of chunks) framing.push(chunk);
  return { events, rest: decode(framing.end()) };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function dataOf(...texts: string[]): string[] {
  return framed(texts.map(encode)).events.map(({ data }) => data);
}

describe('SseFraming', () => {
  test('passes on each event with its type, data and bytes', () => {
    const { events, rest } = framed([encode('event: delta\ndata: {"a":1}\n\ndata: [DONE]\n\n')]);
    assert.deepEqual(events, [
      { type: 'delta', data: '{"a":1}', text: 'event: delta\ndata: {"a":1}\n\n' },
      { type: '', data: '[DONE]', text: 'data: [DONE]\n\n' },
    ]);
    assert.equal(rest, '');
  });

  for (const [name, end] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r' })) {
    test(`splits lines at ${name}`, () => {
      assert.deepEqual(dataOf(['data: a', 'data: b', '', 'data: c', '', ''].join(end)), ['a\nb', 'c']);
    });
  }

  test('splits lines at mixed line ends', () => {
    assert.deepEqual(dataOf('data: a\r\n\ndata: b\n\r\ndata: c\r\r\ndata: d\n\rdata: e\r\n\r\n'), [
      'a',
      'b',
      'c',
      'd',
      'e',
    ]);
  });

  test('passes on an event as soon as the CR of its blank line has arrived', () => {
    const framing = new SseFraming(({ bytes }) => seen.push(decode(bytes)));
    const seen: string[] = [];
    framing.push(encode('data: a\r\n\r'));
    assert.deepEqual(seen, ['data: a\r\n\r']);
    framing.push(encode('\ndata: b\r\n\r\n'));
    assert.deepEqual(seen.slice(1), ['\ndata: b\r\n\r\n']);
  });

  test('reads CR and LF as one line end when a chunk ends between them', () => {
    assert.deepEqual(dataOf('data: a\r', '\ndata: b\r', '\n\r\n'), ['a\nb']);
  });

  test('removes one space after the colon, and no more', () => {
    assert.deepEqual(dataOf('data:a\n\n', 'data:  b\n\n', 'data:\n\n', 'data\n\n'), ['a', ' b', '', '']);
  });

  test('joins data lines, including empty ones', () => {
    assert.deepEqual(dataOf('data: a\ndata:\ndata\ndata: b\n\n'), ['a\n\n\nb']);
  });

  test('ignores other fields', () => {
    assert.deepEqual(dataOf('id: 1\ndatabase: x\n data: y\nretry: 5\ndata: z\n\n'), ['z']);
  });

  test('passes on a block of comments as an event without data', () => {
    assert.deepEqual(framed([encode(': keep-alive\n\n')]).events, [
      { type: '', data: '', text: ': keep-alive\n\n' },
    ]);
  });

  test('does not pass on blank lines as events', () => {
    const { events, rest } = framed([encode('\n\n\ndata: a\n\n\n\n')]);
    assert.deepEqual(
      events.map(({ text }) => text),
      ['\n\n\ndata: a\n\n'],
    );
    assert.equal(rest, '\n\n');
  });

  test('ignores a byte order mark at the beginning of the stream only', () => {
    assert.deepEqual(dataOf('\uFEFFdata: a\n\n\uFEFFdata: b\n\n'), ['a', '']);
  });

  test('keeps a character whole that is split over two chunks', () => {
    const bytes = encode('data: 🙂\n\n');
    assert.deepEqual(
      framed([bytes.subarray(0, 8), bytes.subarray(8)]).events.map(({ data }) => data),
      ['🙂'],
    );
  });

  test('returns the bytes of an unfinished event at the end', () => {
    const { events, rest } = framed([encode('data: a\n\nda'), encode('ta: b\n')]);
    assert.equal(events.length, 1);
    assert.equal(rest, 'data: b\n');
  });

  test('does not copy an event that is within one chunk', () => {
    const chunk = encode('data: a\n\ndata: b\n\n');
    const framing = new SseFraming(({ bytes }) => assert.equal(bytes.buffer, chunk.buffer));
    framing.push(chunk);
  });

  test('counts the bytes that it keeps', () => {
    const framing = new SseFraming(() => undefined);
    framing.push(encode('data: a\n\ndata'));
    assert.equal(framing.heldBytes, 4);
    framing.push(encode(': b\n\n'));
    assert.equal(framing.heldBytes, 0);
  });
});

const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
const lines = fc.constantFrom(
  '',
  '',
  'data: x',
  'data:y',
  'data',
  'data: é🙂',
  'event: delta',
  ': ping',
  'other: 1',
  '\uFEFF',
);
const streams = fc
  .array(fc.tuple(lines, lineEnds), { maxLength: 30, size: 'max' })
  .map((parts) => encode(parts.flat().join('')));
const cuts = fc.array(fc.nat(200), { maxLength: 30, size: 'max' });

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ordered = [
    0,
    ...places.filter((place) => place <= bytes.length).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return ordered.slice(1).map((end, index) => bytes.subarray(ordered[index], end));
}

/** The algorithm of the standard: decode everything, then read line by line. A CR at the end of the text is a line end. */
function eventsByTheBook(bytes: Uint8Array): { readonly type: string; readonly data: string }[] {
  const allLines = new TextDecoder()
    .decode(bytes)
    .split(/\r\n|\n|\r/)
    .slice(0, -1);
  const blocks: string[][] = [[]];
  for (const line of allLines) {
    if (line === '') blocks.push([]);
    else blocks.at(-1)?.push(line);
  }
  return blocks
    .slice(0, -1)
    .filter((block) => block.length > 0)
    .map((block) => ({
      type: fieldOf(block, 'event').at(-1) ?? '',
      data: fieldOf(block, 'data').join('\n'),
    }));
}

function fieldOf(block: readonly string[], name: string): string[] {
  return block
    .map((line) => /^([^:]*)(?:: ?(.*))?$/su.exec(line))
    .filter((match) => match?.[1] === name)
    .map((match) => match?.[2] ?? '');
}

test('SseFraming finds the events of the standard, however the stream is cut', () => {
  fc.assert(
    fc.property(streams, cuts, (bytes, places) => {
      // A byte order mark alone on the first line is an empty line for SseFraming, and no line for the standard.
      fc.pre(!/^\uFEFF[\r\n]/u.test(decode(bytes)));
      const { events, rest } = framed(cutAt(bytes, places));
      assert.deepEqual(
        events.map(({ type, data }) => ({ type, data })),
        eventsByTheBook(bytes),
      );
      assert.equal(events.map(({ text }) => text).join('') + rest, decode(bytes));
    }),
    { numRuns: 2000 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { MemberNames } from './member-names.ts';
import { MemberScan } from './member-scan.ts';
import { isObject, parsedJson } from './parsed-json.ts';

interface Found {
  readonly name: string;
  readonly depth: number;
  readonly value: unknown;
}

/** What a scan finds in `text` when it arrives in `chunks`. */
function scanned(
  chunks: readonly Uint8Array[],
  { names = ['usage', 'model'], maxDepth = 3 }: { names?: readonly string[]; maxDepth?: number } = {},
) {
  const found: Found[] = [];
  let ended = 0;
  const whole = Buffer.concat(chunks);
  const scan = new MemberScan({
    names: new MemberNames(names),
    maxDepth,
    onMember: ({ name, depth, start, json }) => {
      assert.deepEqual(whole.subarray(start, start + json.length), Buffer.from(json), 'offset');
      found.push({ name, depth, value: parsedJson(json.toString()) });
    },
    onLeave: (depth) => {
      if (depth === 1) ended += 1;
    },
  });
  for (const chunk of chunks) {
    const lent = Buffer.from(chunk);
    scan.push(lent);
    // The chunk belongs to the client as soon as it was scanned.
    lent.fill(0x22);
  }
  return { found, ended };
}

function foundIn(text: string, options?: { names?: readonly string[]; maxDepth?: number }): readonly Found[] {
  return scanned([Buffer.from(text)], options).found;
}

/** The members that parsing the whole document finds, in the order of the text. */
function membersOf(value: unknown, depth: number, maxDepth: number): readonly Found[] {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return [];
  if (!isObject(value)) return Object.values(value).flatMap((item) => membersOf(item, depth + 1, maxDepth));
  return Object.entries(value).flatMap(([name, member]) =>
    ['usage', 'model'].includes(name)
      ? [{ name, depth, value: member }]
      : membersOf(member, depth + 1, maxDepth),
  );
}

const text = fc.oneof(
  fc.constantFrom(
    'usage',
    'model',
    '"usage":{',
    '\\',
    '"',
    '{',
    '}',
    '\\"',
    ': ',
    '\n',
    '🪙',
    'x'.repeat(80),
  ),
  fc.string({ unit: 'binary' }),
);
// Not a single escaped character: Node 26.10 takes one such key for another when it parses several of them.
const memberName = fc.oneof(
  fc.constantFrom('usage', 'model', 'data'),
  text.map((rest) => `name ${rest}`),
);
const document = fc.letrec((tie) => ({
  object: fc.dictionary(memberName, tie('value'), { maxKeys: 4 }),
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom(1, -1.5e10, null, true, false, {}, []),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
})).object;

test('finds the members that parsing finds, wherever the text is cut', () => {
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 3 }),
      fc.nat(2),
      fc.array(fc.nat(2_000), { maxLength: 30 }),
      (documents, indent, cuts) => {
        const bytes = Buffer.from(
          documents.map((each) => JSON.stringify(each, undefined, indent)).join('\n'),
        );
        const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
        const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
        assert.deepEqual(scanned(chunks), {
          found: documents.flatMap((each) => membersOf(JSON.parse(JSON.stringify(each)), 1, 3)),
          ended: documents.length,
        });
      },
    ),
    { numRuns: 1_000 },
  );
});

test('finds a member in chunks of one byte', () => {
  const bytes = [...Buffer.from('{"a":"\\\\\\"","usage" : {"b":[1,"}"]},"model":"m\\"","usage":12}')];
  assert.deepEqual(
    scanned(bytes.map((byte) => Buffer.of(byte))).found.map(({ value }) => value),
    [{ b: [1, '}'] }, 'm"', 12],
  );
});

test('recognises a name that is written with escapes', () => {
  assert.deepEqual(foundIn('{"us\\u0061ge":1,"\\u006dodel":2,"m\\odel":3,"us\\"age":4}'), [
    { name: 'usage', depth: 1, value: 1 },
    { name: 'model', depth: 1, value: 2 },
  ]);
});

test('takes a name for a member only where a colon follows', () => {
  assert.deepEqual(foundIn('{"a":"usage","b":["model","usage"],"c":{"usage"}}'), []);
});

test('passes over members outside of objects, deeper ones, and those inside of a member that was found', () => {
  assert.deepEqual(foundIn('"usage":1'), []);
  assert.deepEqual(foundIn('[[[{"usage":1}]]]'), []);
  assert.deepEqual(foundIn('[[{"usage":1}]]'), [{ name: 'usage', depth: 3, value: 1 }]);
  assert.deepEqual(foundIn('{"usage":{"usage":{"model":1}}}'), [
    { name: 'usage', depth: 1, value: { usage: { model: 1 } } },
  ]);
});

test('says when an object or array has ended, so that its members can be put together', () => {
  const calls: string[] = [];
  const scan = new MemberScan({
    names: new MemberNames(['usage']),
    maxDepth: 2,
    onMember: ({ depth, json }) => calls.push(`${json.toString()} at ${depth}`),
    onLeave: (depth) => calls.push(`end of ${depth}`),
  });
  scan.push(Buffer.from('{"a":{"usage":1,"b":[[]]},"usage":2}[]'));
  assert.deepEqual(calls, ['1 at 2', 'end of 2', '2 at 1', 'end of 1', 'end of 1']);
});

test('passes over a value of more than 64 KiB, and finds the next one', () => {
  const value = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
  for (const pieceBytes of [1_000_000, 10_000]) {
    const bytes = Buffer.from(
      `{"usage":${value(65_537)},"model":${value(65_536)},"usage":{"a":${value(70_000)}}}`,
    );
    const chunks = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
      bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
    );
    assert.deepEqual(
      scanned(chunks).found.map(({ name }) => name),
      ['model'],
    );
  }
});

test('text around documents is ignored, also quotes and closing brackets', () => {
  const lines = ': it\'s "comment\nevent: a"b\ndata: {"usage":1}\n\ndata: [DONE]\n}}]{"model":2}';
  assert.deepEqual(foundIn(lines), [
    { name: 'usage', depth: 1, value: 1 },
    { name: 'model', depth: 1, value: 2 },
  ]);
});

test('a document that breaks off has no end', () => {
  for (const broken of ['{"usage":1', '{"usage":{"a":1}', '[{"usage":1}'])
    assert.equal(scanned([Buffer.from(broken)]).ended, 0, broken);
});

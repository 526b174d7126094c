import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseConfig } from '../parse-config.ts';
import { formatProblems } from '../findings/problem.ts';
import { readYaml } from './read-yaml.ts';

function linesOf(text: string): string[] {
  const result = parseConfig(text, { path: 'laneway.yaml', env: {} });
  assert(!result.ok, 'the config was accepted');
  return result.problems.map((problem) => formatProblems([problem]));
}

test('a key that is there twice is a problem, however it is written', () => {
  assert.deepEqual(linesOf('drain: 1s\ndrain: 2s\n'), ['laneway.yaml:2:1  drain  this key is there already']);
  assert.deepEqual(linesOf('priority: { keys: { "12": default, 12: default } }'), [
    'laneway.yaml:1:36  priority.keys.12  this key is there already',
  ]);
});

test('digits that are a key stay as they are written', () => {
  assert.deepEqual(Object.keys(Object(readYaml('007: a\n1e3: b\n0x10: c\n', 'x').value)), [
    '007',
    '1e3',
    '0x10',
  ]);
});

test('a bomb of aliases is refused before it goes off', () => {
  const rows = Array.from({ length: 30 }, (_, row) => {
    const above = row === 0 ? 'x' : `*a${row - 1}`;
    return `l${row}: &a${row} [${Array.from({ length: 10 }, () => above).join(', ')}]`;
  });
  assert(
    linesOf(`plugins: { a: b }\n${rows.join('\n')}`).some((line) =>
      line.includes('more than 100000 values, aliases included'),
    ),
  );
});

test('a value that contains itself is refused', () => {
  assert.match(linesOf('plugins: &p { a: *p }').join('\n'), /\*p contains itself/);
  assert.match(linesOf('plugins: &p { <<: *p }').join('\n'), /<< merges a map into itself/);
});

test('an alias of nothing is refused', () => {
  assert.match(linesOf('plugins: *p').join('\n'), /1:10 {2}plugins {2}nothing above is marked &p/);
});

test('a config can not reach the prototype of anything', () => {
  const text =
    'endpoints: { __proto__: { url: http://127.0.0.1:1 }, constructor: { url: http://127.0.0.1:2 } }';
  assert.deepEqual(linesOf(text), ['laneway.yaml:1:14  endpoints.__proto__  not a possible name']);
  assert.equal('url' in {}, false);
});

test('a tab is told apart from other mistakes of indentation', () => {
  assert.deepEqual(linesOf('endpoints:\n\ta: { url: http://127.0.0.1:1 }\n'), [
    'laneway.yaml:2:1  not valid YAML: a tab can’t indent, use spaces',
  ]);
});

test('a second document is refused', () => {
  assert.match(
    linesOf('drain: 1s\n---\ndrain: 2s\n').join('\n'),
    /2:1 {2}not valid YAML: a config is one document/,
  );
});

test('nesting without end is one problem', () => {
  for (const open of ['[', '{a: '])
    assert.deepEqual(
      linesOf(open.repeat(20_000)).map((line) => /nested too deeply/.test(line)),
      [true],
    );
});

test('a text beyond all measure is not read at all', () => {
  assert.match(linesOf('#'.repeat(4_000_001))[0] ?? '', /longer than 4000000 characters/);
});

test('tags that mean something elsewhere are refused', () => {
  assert.match(linesOf('plugins: !!js/function "f"').join('\n'), /unresolved tag/);
});

test('a text that is no map is refused', () => {
  for (const text of ['- a', 'hello', '42', '"x"'])
    assert.match(linesOf(text).join('\n'), /a config is a map of keys/, text);
});

test('what stands before a syntax error is still judged, what stands behind it is not', () => {
  const lines = linesOf('drain: 30\nlimits: { body: }}\nqueue: { capcity: 5 }\n');
  assert.match(lines[0] ?? '', /^laneway.yaml:1:8 {2}drain/);
  assert.match(lines[1] ?? '', /^laneway.yaml:2:18 {2}not valid YAML/);
  assert.equal(lines.length, 2, lines.join('\n'));
});

test('a reference that needs quotes says so', () => {
  assert.deepEqual(linesOf('listen: { port: ${PORT} }\n'), [
    'laneway.yaml:1:18  not valid YAML: between { } and [ ] write "${...}" in quotes',
  ]);
});

test('a byte order mark and Windows line ends change nothing', () => {
  const lines = linesOf('\u{feff}drain: 1s\r\nlimits: { body: 5XB }\r\n');
  assert.match(lines.join('\n'), /^laneway.yaml:2:17 {2}limits.body {2}not a unit of size/);
});

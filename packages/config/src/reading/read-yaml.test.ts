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

test('a duplicate key is a problem, however it is written', () => {
  assert.deepEqual(linesOf('drain: 1s\ndrain: 2s\n'), ['laneway.yaml:2:1  drain  This key is given twice.']);
  assert.deepEqual(linesOf('priority: { keys: { "12": default, 12: default } }'), [
    'laneway.yaml:1:36  priority.keys.12  This key is given twice.',
  ]);
});

test('keys of digits stay as written', () => {
  assert.deepEqual(Object.keys(Object(readYaml('007: a\n1e3: b\n0x10: c\n', 'x').value)), [
    '007',
    '1e3',
    '0x10',
  ]);
});

test('exponential nesting of aliases is refused', () => {
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

test('an alias without an anchor is refused', () => {
  assert.match(
    linesOf('plugins: *p').join('\n'),
    /1:10 {2}plugins {2}The alias \*p has no anchor &p above it\./,
  );
});

test('a config cannot change a prototype', () => {
  const text =
    'endpoints: { __proto__: { url: http://127.0.0.1:1 }, constructor: { url: http://127.0.0.1:2 } }';
  assert.deepEqual(linesOf(text), ['laneway.yaml:1:14  endpoints.__proto__  __proto__ cannot be a key.']);
  assert.equal('url' in {}, false);
});

test('indentation with a tab has its own message', () => {
  assert.deepEqual(linesOf('endpoints:\n\ta: { url: http://127.0.0.1:1 }\n'), [
    'laneway.yaml:2:1  This is not valid YAML: indent with spaces, not with tabs.',
  ]);
});

test('a second document is refused', () => {
  assert.match(
    linesOf('drain: 1s\n---\ndrain: 2s\n').join('\n'),
    /2:1 {2}This is not valid YAML: a config is one document/,
  );
});

test('too deep nesting is one problem', () => {
  for (const open of ['[', '{a: '])
    assert.deepEqual(
      linesOf(open.repeat(20_000)).map((line) => /nested too deeply/.test(line)),
      [true],
    );
});

test('a text that is too long is not parsed', () => {
  assert.match(linesOf('#'.repeat(4_000_001))[0] ?? '', /more than 4000000 characters/);
});

test('unknown YAML tags are refused', () => {
  assert.match(linesOf('plugins: !!js/function "f"').join('\n'), /unresolved tag/);
});

test('a text that is not a map is refused', () => {
  for (const text of ['- a', 'hello', '42', '"x"'])
    assert.match(linesOf(text).join('\n'), /A config must be a map of keys/, text);
});

test('only the part before a syntax error is checked', () => {
  const lines = linesOf('drain: 30\nlimits: { body: }}\nqueue: { capcity: 5 }\n');
  assert.match(lines[0] ?? '', /^laneway.yaml:1:8 {2}drain/);
  assert.match(lines[1] ?? '', /^laneway.yaml:2:18 {2}This is not valid YAML/);
  assert.equal(lines.length, 2, lines.join('\n'));
});

test('a reference that needs quotes has its own message', () => {
  assert.deepEqual(linesOf('listen: { port: ${PORT} }\n'), [
    'laneway.yaml:1:18  This is not valid YAML: put "${...}" in quotes between { } and [ ].',
  ]);
});

test('a byte order mark and Windows line ends do not change places', () => {
  const lines = linesOf('\u{feff}drain: 1s\r\nlimits: { body: 5XB }\r\n');
  assert.match(lines.join('\n'), /^laneway.yaml:2:17 {2}limits.body {2}This is not a unit of size/);
});

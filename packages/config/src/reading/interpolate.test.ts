import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as check, constantFrom, property, string } from 'fast-check';

import { escapeReferences, interpolate } from './interpolate.ts';

const sources = {
  env: { NAME: 'value', EMPTY: '', TRICKY: '${NAME} $& $1' },
  readFile: (path: string) => `<${path}>\n`,
};

test('references are filled in wherever they stand in a text', () => {
  const filled = {
    '${NAME}': 'value',
    'a ${NAME} b ${NAME}': 'a value b value',
    '${MISSING:-else}': 'else',
    '${EMPTY:-else}': 'else',
    '${MISSING:-}': '',
    '${MISSING:-https://x:-y}': 'https://x:-y',
    '${file:/run/x}': '</run/x>',
    '$NAME {NAME} $$': '$NAME {NAME} $$',
    '$${NAME}': '${NAME}',
  };
  for (const [written, text] of Object.entries(filled))
    assert.equal(interpolate(written, sources).text, text, written);
});

test('a value is put in as it is, whatever it looks like', () => {
  assert.equal(interpolate('${TRICKY}', sources).text, '${NAME} $& $1');
});

test('a stand-in is no secret, a variable and a file are', () => {
  assert.deepEqual(interpolate('${NAME}${MISSING:-else}${file:f}', sources).secrets, ['value', '<f>']);
});

test('what can not be filled in is named', () => {
  const problems = {
    '${MISSING}': /variable MISSING is not set/,
    '${EMPTY}': /variable EMPTY is empty/,
    '${toString}': /variable toString is not set/,
    '${}': /not a reference/,
    '${NAME-x}': /variable NAME-x is not set/,
    '${1}': /not a reference/,
    '${file:}': /names no file/,
    '${NAME': /a \$\{ without its \}/,
  };
  for (const [written, expected] of Object.entries(problems)) {
    assert.match(interpolate(written, sources).problems.join(), expected, written);
  }
});

test('a text that was escaped fills to itself', () => {
  const text = string({ unit: constantFrom('$', '{', '}', 'a') });
  check(
    property(text, (written) => assert.equal(interpolate(escapeReferences(written), sources).text, written)),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as check, constantFrom, property, string } from 'fast-check';

import { escapeReferences, interpolate } from './interpolate.ts';

const sources = {
  env: { NAME: 'value', EMPTY: '', TRICKY: '${NAME} $& $1' },
  readFile: (path: string) => `<${path}>\n`,
};

test('references anywhere in a text are replaced', () => {
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

test('the value of a reference is not interpreted again', () => {
  assert.equal(interpolate('${TRICKY}', sources).text, '${NAME} $& $1');
});

test('values of variables and files are secrets, defaults are not', () => {
  assert.deepEqual(interpolate('${NAME}${MISSING:-else}${file:f}', sources).secrets, ['value', '<f>']);
});

test('a reference that cannot be replaced is reported', () => {
  const problems = {
    '${MISSING}': /variable MISSING is not set/,
    '${EMPTY}': /variable EMPTY is empty/,
    '${toString}': /variable toString is not set/,
    '${}': /This is not a reference/,
    '${NAME-x}': /variable NAME-x is not set/,
    '${1}': /This is not a reference/,
    '${file:}': /names no file/,
    '${NAME': /A \$\{ has no closing \}/,
  };
  for (const [written, expected] of Object.entries(problems)) {
    assert.match(interpolate(written, sources).problems.join(), expected, written);
  }
});

test('interpolating an escaped text gives the text', () => {
  const text = string({ unit: constantFrom('$', '{', '}', 'a') });
  check(
    property(text, (written) => assert.equal(interpolate(escapeReferences(written), sources).text, written)),
  );
});

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './workspace.mjs';

/** Packages whose errors reach callers and operators as they are. */
const sources = globSync('packages/{contracts,core,isolation,server}/src/**/*.ts', {
  cwd: root,
  exclude: (path) => /\.test\.|[\\/]testing$/.test(path),
});

/** Calls that make an error with a literal message. */
const made = [
  /new LanewayError\(\s*'\w+',\s*(['"`])([^]*?)\1\s*[,)]/g,
  /new (?:Range|Type)?Error\(\s*(['"`])([^]*?)\1\s*[,)]/g,
];

test('every error that the gateway makes is a sentence: it begins with a capital letter and ends with a full stop', () => {
  const messages = sources.flatMap((source) => {
    const text = readFileSync(join(root, source), 'utf8');
    return made.flatMap((call) => [...text.matchAll(call)].map(([, , message]) => ({ source, message })));
  });
  // A name from the config or from code may come first: `${name} is ...`.
  const others = messages.filter(({ message }) => !/^(?:[A-Z]|\$\{)[^]*[.}]$/.test(message));
  assert.ok(messages.length > 40, `${messages.length} messages were found`);
  assert.deepEqual(others, []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StandardSchemaV1 } from '@standard-schema/spec';

import { isLanewayError } from './errors.ts';
import { contractVersions, definePlugin, pluginProblem } from './plugin.ts';

const anyOptions: StandardSchemaV1<unknown, object> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: value as object }) },
};

const sound = {
  kind: 'balancer',
  name: 'least-connections',
  contract: 1,
  options: anyOptions,
  create: () => ({ pick: ([first]: readonly unknown[]) => first }),
};

const broken: readonly (readonly [string, unknown, RegExp])[] = [
  ['a value that is not an object', 42, /^A plugin is an object made by definePlugin\.$/],
  ['nothing', undefined, /^A plugin is an object made by definePlugin\.$/],
  [
    'a kind that does not exist',
    { ...sound, kind: 'magic' },
    /kind is "magic"; allowed: authenticator, .*balancer/,
  ],
  ['a kind that every object inherits', { ...sound, kind: 'toString' }, /kind is "toString"/],
  ['no kind', { ...sound, kind: undefined }, /kind is of type undefined/],
  ['a kind that cannot be written as JSON', { ...sound, kind: 1n }, /kind is 1;/],
  [
    'a name with capitals',
    { ...sound, name: 'LeastConnections' },
    /name is "LeastConnections"; it must be kebab-case/,
  ],
  ['a name with a dash at the end', { ...sound, name: 'least-' }, /name is "least-"/],
  ['an empty name', { ...sound, name: '' }, /name is ""/],
  ['no options', { ...sound, options: null }, /options of least-connections must be a Standard Schema/],
  [
    'options that are no schema',
    { ...sound, options: {} },
    /options of least-connections must be a Standard Schema/,
  ],
  ['a list of files', { ...sound, files: [] }, /files of least-connections must be a function/],
  ['no create', { ...sound, create: undefined }, /create of least-connections must be a function/],
  [
    'a contract of the future',
    { ...sound, contract: 2 },
    /written for contract 2 of balancer; this gateway accepts 1\./,
  ],
  ['a contract that is not a number', { ...sound, contract: '1' }, /written for contract "1" of balancer/],
];

for (const [name, value, expected] of broken) {
  test(`${name} makes a plugin invalid, and one sentence says why`, () => {
    const problem = pluginProblem(value) ?? '';
    assert.match(problem, expected);
    assert.match(problem, /^[A-Z].*\.$|^least-connections .*\.$/);
  });
}

test('a plugin of every kind is sound at the current contract, and none at contract 0', () => {
  for (const [kind, contract] of Object.entries(contractVersions)) {
    assert.equal(pluginProblem({ ...sound, kind, contract }), undefined, kind);
    assert.notEqual(pluginProblem({ ...sound, kind, contract: 0 }), undefined, kind);
  }
});

test('a schema may be a function, as some libraries make them', () => {
  const options = Object.assign(() => undefined, anyOptions);
  assert.equal(pluginProblem({ ...sound, options }), undefined);
});

test('definePlugin returns a frozen copy', () => {
  const written = {
    kind: 'credential' as const,
    name: 'fixed',
    contract: 1,
    options: anyOptions,
    create: () => ({ get: () => ({ headers: [], replaces: [] }), invalidate: () => undefined }),
  };
  const plugin = definePlugin(written);
  assert.deepEqual(plugin, written);
  assert.ok(Object.isFrozen(plugin));
  assert.notEqual(plugin, written);
});

test('definePlugin refuses an invalid plugin with the code plugin_invalid', () => {
  assert.throws(
    () => definePlugin({ ...sound, kind: 'balancer', contract: 7, create: () => ({ pick: ([a]) => a! }) }),
    (error) => isLanewayError(error) && error.code === 'plugin_invalid' && /contract 7/.test(error.message),
  );
});

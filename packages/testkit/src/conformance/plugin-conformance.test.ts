import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractVersions } from '@laneway/contracts';
import type { Plugin } from '@laneway/contracts';

import { aPlugin, noOptions } from '../builders/a-plugin.ts';
import { failures } from './failures.test.fixture.ts';
import { pluginConformance } from './plugin-conformance.ts';

const good = aPlugin('balancer', () => ({ pick: ([first]) => first! }));

function failuresOf(plugin: Plugin<'balancer'>, options: object = {}): Promise<readonly string[]> {
  return failures((register) => pluginConformance('balancer', { test: register, plugin, options }));
}

test('a correct plugin passes', async () => {
  assert.deepEqual(await failuresOf(good), []);
});

test('a plugin that was not made by definePlugin is caught', async () => {
  assert.deepEqual(await failuresOf({ ...good }), ['is a balancer made by definePlugin']);
  assert.deepEqual(await failuresOf(Object.freeze({ ...good, name: 'Not Kebab' })), [
    'is a balancer made by definePlugin',
  ]);
  const future = Object.freeze({ ...good, contract: contractVersions.balancer + 1 });
  assert.deepEqual(await failuresOf(future), ['is a balancer made by definePlugin']);
});

test('a plugin of another kind is caught', async () => {
  const telemetry = aPlugin('telemetry-sink', () => ({
    record() {},
    flush: async () => {},
    close: async () => {},
  }));
  const failed = await failuresOf(telemetry as unknown as Plugin<'balancer'>);
  assert.deepEqual(failed, [
    'is a balancer made by definePlugin',
    'creates an instance with the methods of its kind',
  ]);
});

test('a schema that accepts anything is caught', async () => {
  const options: Plugin['options'] = {
    '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
  };
  assert.deepEqual(await failuresOf(Object.freeze({ ...good, options })), [
    'rejects options that its schema does not know',
  ]);
});

test('a schema that cannot be written down as JSON Schema is caught', async () => {
  const jsonSchema = {
    input() {
      throw new Error('dates cannot be represented');
    },
  };
  const options = { '~standard': { ...noOptions['~standard'], jsonSchema } };
  assert.deepEqual(await failuresOf(Object.freeze({ ...good, options })), [
    'describes its options as JSON Schema, if its schema library can',
  ]);
});

test('options that the schema rejects fail every test that needs an instance', async () => {
  const failed = await failuresOf(good, { misspelt: true });
  assert.ok(failed.includes('rejects options that its schema does not know'));
  assert.ok(failed.includes('creates an instance with the methods of its kind'));
});

test('an instance without a method of its kind is caught', async () => {
  const plugin = aPlugin('balancer', () => JSON.parse('{}'));
  assert.deepEqual(await failuresOf(plugin), ['creates an instance with the methods of its kind']);
});

test('a plugin that hands out one instance for all uses is caught', async () => {
  const only = await good.create({}, JSON.parse('{}'));
  assert.deepEqual(await failuresOf(aPlugin('balancer', () => only)), [
    'creates a new instance for every use',
  ]);
});

test('an instance that cannot be closed twice is caught', async () => {
  const plugin = aPlugin('balancer', () => {
    let closed = false;
    return {
      pick: ([first]) => first!,
      close() {
        if (closed) throw new Error('already closed');
        closed = true;
      },
    };
  });
  assert.deepEqual(await failuresOf(plugin), ['can be closed more than once']);
});

test('a timer that outlives its instance is caught', async () => {
  const plugin = aPlugin('balancer', ({ clock }) => {
    clock.setTimer(1_000, () => {});
    return { pick: ([first]) => first! };
  });
  assert.deepEqual(await failuresOf(plugin), ['leaves no timer behind when it is closed']);
});
